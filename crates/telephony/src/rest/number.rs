//! What is set at one of the account's numbers: where Twilio asks when it is called, and where when nobody answers there.
//!
//! One request (`GET …/IncomingPhoneNumbers.json?PhoneNumber=…`), tried once: somebody who sets a server up waits for it.
//!
//! Source: Twilio, 'IncomingPhoneNumber resource'.

use super::{Failure, Rest, body};
use base::number::Number;
use reqwest::{StatusCode, Url};
use secrecy::ExposeSecret;
use serde::Deserialize;

/// The longest answer that is read, bytes; one number has some two thousand.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// A number as it is set up at the carrier. What is not set is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct NumberSetup {
    /// The number, in E.164.
    pub phone_number: String,
    /// Asked what to do with a call.
    #[serde(deserialize_with = "text")]
    pub voice_url: String,
    /// How: `POST` or `GET`.
    #[serde(deserialize_with = "text")]
    pub voice_method: String,
    /// Asked when the voice URL does not answer.
    #[serde(deserialize_with = "text")]
    pub voice_fallback_url: String,
    /// Told what became of a call.
    #[serde(deserialize_with = "text")]
    pub status_callback: String,
    /// An application that is asked instead; the voice URL is then ignored.
    #[serde(deserialize_with = "text")]
    pub voice_application_sid: String,
    /// A trunk to which calls go instead; all else is then ignored.
    #[serde(deserialize_with = "text")]
    pub trunk_sid: String,
}

/// Failed to learn how a number is set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// The account or its token is wrong, for this region at least.
    #[error("ask the carrier about a number: it refuses the account's token")]
    Token,
    /// Nobody answers there.
    #[error("ask the carrier about a number: {0}")]
    Unreachable(&'static str),
    /// It answers, but not this.
    #[error("ask the carrier about a number: it answers {0} instead")]
    Unanswered(StatusCode),
    /// It answers something else.
    #[error("ask the carrier about a number: its answer is not understood")]
    Malformed,
}

/// An answer's list. The carrier takes a number for the part of one, so others may be in it.
#[derive(Deserialize)]
struct Answer {
    incoming_phone_numbers: Vec<NumberSetup>,
}

impl Rest {
    /// How a number of the account is set up; `None` when the account does not have it.
    ///
    /// # Errors
    /// When the carrier cannot be asked.
    pub async fn number(&self, number: &Number) -> Result<Option<NumberSetup>, NumberError> {
        let mut url: Url =
            format!("{}/IncomingPhoneNumbers.json", self.base).parse().map_err(|_| NumberError::Malformed)?;
        url.query_pairs_mut().append_pair("PhoneNumber", &number.to_string());
        let request = self.client.get(url).basic_auth(&self.account, Some(self.token.expose_secret()));
        let response = request.send().await.map_err(|error| match Failure::unreachable(&error) {
            Failure::TimedOut => NumberError::Unreachable("it does not answer in time"),
            _ => NumberError::Unreachable("it cannot be reached"),
        })?;
        match response.status() {
            StatusCode::OK => {}
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => return Err(NumberError::Token),
            status => return Err(NumberError::Unanswered(status)),
        }
        let body = body(response, ANSWER_BYTES_MAX).await.ok_or(NumberError::Malformed)?;
        let answer: Answer = serde_json::from_slice(&body).map_err(|_| NumberError::Malformed)?;
        Ok(answer.incoming_phone_numbers.into_iter().find(|setup| setup.phone_number == number.as_str()))
    }
}

/// A text that may be `null`.
fn text<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_set_is_empty() {
        let answer = r#"{"incoming_phone_numbers":[{"sid":"PN1","phone_number":"+49221","voice_url":"https://a/","voice_method":"POST",
                         "voice_fallback_url":null,"trunk_sid":null,"voice_application_sid":""}],"page":0}"#;
        let answer: Answer = serde_json::from_str(answer).expect("an answer");
        let [phone_number, voice_url, voice_method] = ["+49221", "https://a/", "POST"].map(str::to_owned);
        let expected = NumberSetup { phone_number, voice_url, voice_method, ..Default::default() };
        assert_eq!(answer.incoming_phone_numbers, [expected]);
    }
}
