//! Alignment: the words of several printings set in columns.
