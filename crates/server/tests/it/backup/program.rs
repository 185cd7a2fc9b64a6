//! The program itself: backup, restore and move from the command line.
