//! What an answer cost, from the providers' public price lists.
//!
//! An estimate for the owner's metrics, not a bill: discounts, batch and regional prices are not known here. List
//! prices as of November 2026, standard tier.

use crate::completion::Usage;

/// Prices of a model in thousandths of a US dollar for a million tokens, which is billionths for one.
struct Price {
    model: &'static str,
    /// The longest prompt, in tokens, that these prices hold for.
    up_to: u64,
    input: u64,
    output: u64,
    cached: u64,
    written: u64,
}

const ANY: u64 = u64::MAX;
/// Beyond this, `OpenAI` has a separate tariff for GPT-5.4 and newer.
const OPENAI_SHORT: u64 = 272_000;

const fn price(model: &'static str, up_to: u64, [input, output, cached, written]: [u64; 4]) -> Price {
    Price { model, up_to, input, output, cached, written }
}

/// The prompt-length bands of a model stand in rising order.
const PRICES: &[Price] = &[
    price("claude-fable-5-1", ANY, [10_000, 50_000, 250, 12_500]),
    price("claude-opus-5-5", ANY, [4_000, 20_000, 200, 5_000]),
    price("claude-opus-5", ANY, [5_000, 25_000, 500, 6_250]),
    price("claude-opus-4-7", ANY, [5_000, 25_000, 500, 6_250]),
    price("claude-opus-4-6", ANY, [5_000, 25_000, 500, 6_250]),
    price("claude-opus-4-5", ANY, [5_000, 25_000, 500, 6_250]),
    price("claude-opus-4-1", ANY, [15_000, 75_000, 1_500, 18_750]),
    price("claude-sonnet-5-5", ANY, [2_000, 10_000, 100, 2_500]),
    price("claude-sonnet-5", ANY, [2_000, 10_000, 200, 2_500]),
    price("claude-sonnet-4-6", ANY, [3_000, 15_000, 300, 3_750]),
    price("claude-sonnet-4-5", 200_000, [3_000, 15_000, 300, 3_750]),
    price("claude-haiku-5-5", 100_000, [100, 500, 10, 125]),
    price("claude-haiku-5-5", ANY, [500, 2_500, 50, 625]),
    price("claude-haiku-4-5", ANY, [1_000, 5_000, 100, 1_250]),
    price("gpt-6.1-sol", OPENAI_SHORT, [2_000, 10_000, 100, 2_500]),
    price("gpt-6-sol", OPENAI_SHORT, [2_000, 10_000, 200, 2_500]),
    price("gpt-6-luna", OPENAI_SHORT, [100, 500, 10, 125]),
    price("gpt-5.4", OPENAI_SHORT, [2_500, 15_000, 250, 2_500]),
    price("gpt-5.4-mini", OPENAI_SHORT, [750, 4_500, 75, 750]),
    price("gpt-5.2", ANY, [1_750, 14_000, 175, 1_750]),
    price("gpt-5.1", ANY, [1_250, 10_000, 125, 1_250]),
    price("gpt-5", ANY, [1_250, 10_000, 125, 1_250]),
    price("gpt-5-mini", ANY, [250, 2_000, 25, 250]),
    price("gpt-4.1", ANY, [2_000, 8_000, 500, 2_000]),
    price("gpt-4o", ANY, [2_500, 10_000, 1_250, 2_500]),
    price("gpt-4o-mini", ANY, [150, 600, 75, 150]),
    // What these read is sound; they are given no words.
    price("gpt-4o-transcribe", ANY, [6_000, 10_000, 6_000, 6_000]),
    price("gpt-4o-mini-transcribe", ANY, [3_000, 5_000, 3_000, 3_000]),
];

/// The cost in millionths of a US dollar, rounded up; `None` if the model's price is not known here.
pub fn cost_microusd(model: &str, usage: &Usage) -> Option<u64> {
    let price = PRICES.iter().find(|price| is(model, price.model) && usage.input_tokens <= price.up_to)?;
    let special = usage.cached_tokens.checked_add(usage.cache_write_tokens)?;
    let parts = [
        (usage.input_tokens.saturating_sub(special), price.input),
        (usage.cached_tokens, price.cached),
        (usage.cache_write_tokens, price.written),
        (usage.output_tokens, price.output),
    ];
    let billionths =
        parts.iter().try_fold(0_u64, |sum, (tokens, each)| sum.checked_add(tokens.checked_mul(*each)?))?;
    Some(billionths.div_ceil(1_000))
}

/// A second of sound in millionths of a US dollar, of the models that are billed by the time.
const SECONDS: &[(&str, u64)] = &[("whisper-1", 100)];

/// The cost of so many seconds of sound, likewise.
pub fn seconds_microusd(model: &str, seconds: u64) -> Option<u64> {
    let (_, each) = SECONDS.iter().find(|(name, _)| is(model, name))?;
    seconds.checked_mul(*each)
}

/// Whether an id names this model: alone, or with a date or `latest`. A longer name is another model, whose price
/// may be ten times this one.
fn is(id: &str, model: &str) -> bool {
    let Some(rest) = id.strip_prefix(model) else { return false };
    let Some(suffix) = rest.strip_prefix(['-', '@']) else { return rest.is_empty() };
    let date = suffix.chars().filter(char::is_ascii_digit).count() == 8
        && suffix.chars().all(|c| c.is_ascii_digit() || c == '-');
    date || suffix == "latest"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usage(input_tokens: u64, cached_tokens: u64, cache_write_tokens: u64, output_tokens: u64) -> Usage {
        Usage { input_tokens, output_tokens, cached_tokens, cache_write_tokens }
    }

    #[test]
    fn a_dollar_is_a_dollar() {
        assert_eq!(cost_microusd("claude-haiku-4-5-20251001", &usage(1_000_000, 0, 0, 0)), Some(1_000_000));
        assert_eq!(cost_microusd("gpt-4o-mini-2024-07-18", &usage(0, 0, 0, 1_000_000)), Some(600_000));
        assert_eq!(cost_microusd("claude-sonnet-5-5", &usage(1_000, 600, 300, 10)), Some(1_110));
    }

    #[test]
    fn a_minute_of_sound_has_a_price() {
        assert_eq!(seconds_microusd("whisper-1", 60), Some(6_000));
        assert_eq!(seconds_microusd("whisper-1", u64::MAX), None);
        assert_eq!(seconds_microusd("whisper-2", 60), None);
        assert_eq!(cost_microusd("gpt-4o-mini-transcribe", &usage(1_000, 0, 0, 100)), Some(3_500));
    }

    #[test]
    fn a_part_of_a_millionth_counts_as_one() {
        assert_eq!(cost_microusd("gpt-6-luna", &usage(1, 0, 0, 0)), Some(1));
        assert_eq!(cost_microusd("gpt-6-luna", &usage(0, 0, 0, 0)), Some(0));
    }

    #[test]
    fn a_long_prompt_has_its_own_price() {
        assert_eq!(cost_microusd("claude-haiku-5-5", &usage(100_000, 0, 0, 0)), Some(10_000));
        assert_eq!(cost_microusd("claude-haiku-5-5", &usage(200_000, 0, 0, 0)), Some(100_000));
        assert_eq!(cost_microusd("gpt-5.4", &usage(300_000, 0, 0, 0)), None);
    }

    #[test]
    fn an_unknown_model_is_not_guessed() {
        for model in ["", "llama3", "gpt-5.4-pro", "claude-opus-5-9", "gpt-4o-audio-preview", "claude-sonnet"]
        {
            assert_eq!(cost_microusd(model, &usage(1_000, 0, 0, 0)), None, "{model}");
        }
    }

    #[test]
    fn the_newest_name_does_not_hide_the_older() {
        let million = usage(1_000_000, 0, 0, 0);
        assert_eq!(cost_microusd("claude-opus-5", &million), Some(5_000_000));
        assert_eq!(cost_microusd("claude-opus-5-5", &million), Some(4_000_000));
        assert_eq!(cost_microusd("claude-opus-5", &usage(u64::MAX, 0, 0, 1)), None);
    }
}
