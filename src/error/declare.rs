//! How kinds of errors are declared: each with its code, its message and its help in one place.

use std::fmt;

/// A kind of error, with its values.
pub(crate) trait Kind {
    /// The stable code.
    fn code(&self) -> &'static str;

    /// Passes on the message and the help.
    fn texts(&self, write: &mut dyn FnMut(fmt::Arguments<'_>, fmt::Arguments<'_>));
}

/// Declares kinds of errors: each with its values, its code, and the arguments of `format_args` for its message and for
/// its help. Codes are append-only; messages may improve.
macro_rules! error_kinds {
    (
        $(#[$all:meta])* $visible:vis $name:ident:
        $(
            $(#[$doc:meta])*
            $kind:ident $({ $($field:ident: $type:ty),* })? = $code:literal,
            ($($message:tt)*), ($($help:tt)*);
        )*
    ) => {
        $(#[$all])*
        #[derive(Debug)]
        $visible enum $name {
            $($(#[$doc])* $kind $({ $($field: $type),* })?,)*
        }

        impl $name {
            pub(super) const CODES: &[&str] = &[$($code,)*];
        }

        impl super::declare::Kind for $name {
            fn code(&self) -> &'static str {
                match self {
                    $(Self::$kind { .. } => $code,)*
                }
            }

            fn texts(&self, write: &mut dyn FnMut(fmt::Arguments<'_>, fmt::Arguments<'_>)) {
                match self {
                    $(Self::$kind $({ $($field),* })? => {
                        write(format_args!($($message)*), format_args!($($help)*));
                    })*
                }
            }
        }
    };
}
pub(super) use error_kinds;
