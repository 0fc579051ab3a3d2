"""What declares itself in this room as the application starts; policy and sessions listen."""

# ruff: noqa: F401
import people.accounts.acts
import people.accounts.errands
import people.accounts.findings
import people.accounts.policy
import people.accounts.sessions
import people.attendance.acts
import people.attendance.errands
import people.attendance.left_open
import people.earlier_years.acts
import people.imports.acts
import people.incidents.acts
import people.incidents.errands
import people.measuring.acts
import people.movements.acts
import people.new_year.checklist
import people.new_year.errands
import people.new_year.outcomes
import people.new_year.roll_back
import people.new_year.rollover
import people.new_year.states
import people.new_year.unfinished
import people.privacy.acts
import people.privacy.errands
import people.privacy.kept_by_people
import people.privacy.left_open
import people.privacy.pupil_categories
import people.privacy.staff_categories
import people.pupils.acts
import people.pupils.left_open
import people.staffing.acts
import people.staffing.errands
import people.staffing.leaving
import people.staffing.teaching
import people.years.acts
