"""The sets of duties that the rules name, each once: who reads a rule finds here whom it means.

Clauses are those of the school's regulation.
"""

from people.staffing.models import Duty

# Reads and judges everything, answers for the school (4a.1, 4a.5).
LEADERSHIP = (Duty.VICE_PRINCIPAL, Duty.PRINCIPAL)
# Builds the school and keeps its accounts; the board has no hand in records (8.2).
ADMINISTRATION = (Duty.RECORDS_BOARD, *LEADERSHIP)
# Vouches for people and their signing keys; answers what is reported. Always in person.
REGISTRARS = (Duty.RECORDS_BOARD, Duty.PRINCIPAL)
# Keeps the school's papers and registers (4a.6).
OFFICE = (Duty.CLERK, *LEADERSHIP)
# The same for what is entered at the start of a year as well, which the board does (8.2).
OFFICE_AND_BOARD = (Duty.CLERK, *ADMINISTRATION)
# Leads a professional group, or stands in for who does.
LEADERS_OF_A_GROUP = (Duty.GROUP_LEADER, Duty.DEPUTY_LEADER)
# Sees the pupils of the own classes alone.
TEACHERS_OF_A_CLASS = (Duty.HOMEROOM_TEACHER, Duty.SUBJECT_TEACHER)
# For one class: its homeroom teacher, and those above.
CLASS_AND_LEADERSHIP = (Duty.HOMEROOM_TEACHER, *LEADERSHIP)
CLASS_AND_OFFICE = (Duty.HOMEROOM_TEACHER, *OFFICE)
CLASS_OFFICE_AND_BOARD = (Duty.HOMEROOM_TEACHER, *OFFICE_AND_BOARD)
# Lets somebody decide over others' work: the principal alone gives them (4a.1, 4a.5).
APPOINTED = (
    *(Duty.PRINCIPAL, Duty.VICE_PRINCIPAL, Duty.GROUP_LEADER, Duty.DEPUTY_LEADER),
    *(Duty.CLERK, Duty.RECORDS_BOARD),
)
# Without one of each no school year opens.
ONE_OF_EACH = (Duty.PRINCIPAL, Duty.VICE_PRINCIPAL, Duty.CLERK, Duty.RECORDS_BOARD)
# A password alone does not open these accounts, from the first day on.
DEMANDED_FROM_THE_START = ONE_OF_EACH
# Has a queue of records to approve, sign, lock or seal.
APPROVERS = (
    *(Duty.PRINCIPAL, Duty.VICE_PRINCIPAL, Duty.GROUP_LEADER, Duty.DEPUTY_LEADER, Duty.CLERK),
)
