//! What people are told before they are recorded. Every version stays: seats say which of them was read.

use protocol::{
    Millis,
    consent::{ConsentText, ConsentVersion, CurrentConsent, LegalBasis},
    limits::CONSENT_VERSIONS_LISTED,
};
use sqlx::{Row, any::AnyRow};

use crate::{
    Store,
    audit::{self, AuditLine},
    columns::{millis, unsigned},
    error::StoreError,
    people::PersonId,
};

/// A legal basis as it stands in its two columns.
fn basis_columns(basis: Option<&LegalBasis>) -> (&'static str, &str) {
    match basis {
        None => ("", ""),
        Some(LegalBasis::Consent) => ("consent", ""),
        Some(LegalBasis::PublicTask) => ("public_task", ""),
        Some(LegalBasis::Contract) => ("contract", ""),
        Some(LegalBasis::LegitimateInterest) => ("legitimate_interest", ""),
        Some(LegalBasis::Other { words }) => ("other", words),
    }
}

fn basis_from(basis: &str, words: String) -> Result<Option<LegalBasis>, StoreError> {
    Ok(Some(match basis {
        "" => return Ok(None),
        "consent" => LegalBasis::Consent,
        "public_task" => LegalBasis::PublicTask,
        "contract" => LegalBasis::Contract,
        "legitimate_interest" => LegalBasis::LegitimateInterest,
        "other" => LegalBasis::Other { words },
        _ => return Err(StoreError::Corrupt("legal basis")),
    }))
}

fn told_from(row: &AnyRow) -> Result<ConsentText, StoreError> {
    let basis: String = row.try_get("basis")?;
    Ok(ConsentText {
        text: row.try_get("body")?,
        basis: basis_from(&basis, row.try_get("basis_words")?)?,
        responsible: row.try_get("responsible")?,
        contact: row.try_get("contact")?,
    })
}

fn number(column: i64) -> u32 {
    u32::try_from(column).unwrap_or(u32::MAX)
}

impl Store {
    /// The number of what is told now; 0 while nobody has said anything.
    pub async fn consent_version(&self) -> Result<u32, StoreError> {
        let latest: i64 = sqlx::query_scalar("SELECT COALESCE(MAX(version), 0) FROM consent_texts")
            .fetch_one(&self.db.reader)
            .await?;
        Ok(number(latest))
    }

    /// What is told now.
    pub async fn consent(&self) -> Result<CurrentConsent, StoreError> {
        let row = sqlx::query(
            "SELECT version, at_unix, body, basis, basis_words, responsible, contact FROM consent_texts
             ORDER BY version DESC LIMIT 1",
        )
        .fetch_optional(&self.db.reader)
        .await?;
        let Some(row) = row else {
            return Ok(CurrentConsent { version: 0, at_unix: None, told: ConsentText::default() });
        };
        Ok(CurrentConsent {
            version: number(row.try_get("version")?),
            at_unix: Some(unsigned(row.try_get("at_unix")?)),
            told: told_from(&row)?,
        })
    }

    /// Tells something else from now on, and notes it in the log. Fails with [`StoreError::ConsentChanged`] once another version
    /// has followed `after`.
    pub async fn change_consent(
        &self,
        after: u32,
        told: &ConsentText,
        by: PersonId,
        line: &AuditLine,
        now_unix: Millis,
    ) -> Result<(), StoreError> {
        let (basis, words) = basis_columns(told.basis.as_ref());
        let mut tx = self.db.begin().await?;
        let done = sqlx::query(
            "INSERT INTO consent_texts (version, at_unix, person, body, basis, basis_words, responsible, contact)
             SELECT $1 + 1, $2, $3, $4, $5, $6, $7, $8
             WHERE (SELECT COALESCE(MAX(version), 0) FROM consent_texts) = $1 ON CONFLICT (version) DO NOTHING",
        )
        .bind(i64::from(after))
        .bind(millis(now_unix))
        .bind(by.to_string())
        .bind(&told.text)
        .bind(basis)
        .bind(words)
        .bind(&told.responsible)
        .bind(&told.contact)
        .execute(&mut *tx)
        .await?;
        if done.rows_affected() == 0 {
            return Err(StoreError::ConsentChanged);
        }
        audit::insert(&mut tx, line, now_unix).await?;
        Ok(tx.commit().await?)
    }

    /// The latest [`CONSENT_VERSIONS_LISTED`] versions, the latest first.
    pub async fn consent_versions(&self) -> Result<Vec<ConsentVersion>, StoreError> {
        let rows = sqlx::query(
            "SELECT version, at_unix, body, basis, basis_words, responsible, contact, COALESCE(people.name, '') AS author
             FROM consent_texts LEFT JOIN people ON people.id = consent_texts.person ORDER BY version DESC LIMIT $1",
        )
        .bind(CONSENT_VERSIONS_LISTED as i64)
        .fetch_all(&self.db.reader)
        .await?;
        let version = |row: &AnyRow| {
            Ok(ConsentVersion {
                version: number(row.try_get("version")?),
                at_unix: unsigned(row.try_get("at_unix")?),
                by: row.try_get("author")?,
                told: told_from(row)?,
            })
        };
        rows.iter().map(version).collect()
    }
}
