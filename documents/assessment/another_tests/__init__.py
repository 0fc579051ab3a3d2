"""Another test where a mark is out of the ordinary (TT 27/2020, Điều 7.1d): proposed, then agreed or not."""
