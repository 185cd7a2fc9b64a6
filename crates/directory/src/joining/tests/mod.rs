//! Joining and leaving at the door.
