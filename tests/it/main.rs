//! Tests of whole stages and of the program, in one binary.

mod writing;
