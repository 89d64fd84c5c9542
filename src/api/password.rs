//! Passwords: argon2id at OWASP's smallest setting, about 25 ms and 19 MiB of the Worker's 128.

use argon2::password_hash::PasswordHasher;
use argon2::{Algorithm, Argon2, Params, Version};
use platform::{PlatformError, random};

/// Kibibytes, passes, lanes.
const COST: (u32, u32, u32) = (19_456, 2, 1);

/// A password's PHC string, with a fresh salt.
///
/// # Errors
/// Only if the setting above were not argon2's.
pub fn hash(password: &str) -> Result<String, PlatformError> {
    let failed = || PlatformError::Unreadable { operation: "hash password" };
    let params = Params::new(COST.0, COST.1, COST.2, None).map_err(|_| failed())?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let salt: [u8; 16] = random::bytes();
    let hash = argon2.hash_password_with_salt(password.as_bytes(), &salt).map_err(|_| failed())?;
    Ok(hash.to_string())
}
