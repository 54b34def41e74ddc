//! Publication dates as records and pages give them.
