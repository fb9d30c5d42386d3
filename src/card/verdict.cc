#include "card/verdict.h"

#include <fmt/format.h>

namespace tipstaff::card {
namespace {

StampAnswer answer(StampVerdict verdict, std::string why, std::optional<Stamp> stamp = std::nullopt) {
  return {verdict, std::move(why), std::move(stamp)};
}

// The list that the stamp names, or why there is none to go by.
Result<const StatusList*> list_for(const Stamp& stamp, std::span<const StatusSource> lists, Instant now) {
  if (lists.empty())
    return fail(Code::kUnknown,
                "no status list is at hand, so whether the card was reported lost or withdrawn is not known");
  std::string trouble = "none of the status lists at hand is the one that this card is on";
  for (const StatusSource& source : lists) {
    if (!source.list) {
      trouble = source.list.error().text();
      continue;
    }
    const StatusList& list = *source.list;
    if (list.uri != stamp.list) continue;
    if (list.expires <= now)
      return fail(Code::kUnknown, fmt::format("the status list is too old: it ended on {}; fetch a new one",
                                              to_plain_english(list.expires)));
    if (list.issued > now + kClockError)
      return fail(Code::kUnknown, "the status list is dated in the future: the clock here, or the list, is wrong");
    if (stamp.index >= list.statuses.size())
      return fail(Code::kUnknown, "the status list does not reach to this card; fetch a new one");
    return &list;
  }
  return fail(Code::kUnknown, trouble);
}

StampAnswer by_status(Stamp stamp, CardStatus status) {
  switch (status) {
    case CardStatus::kValid:
      break;
    case CardStatus::kInvalid:
      return answer(StampVerdict::kNotGenuine,
                    "its issuer has withdrawn it: lost, stolen, replaced, or its holder has left", std::move(stamp));
    case CardStatus::kSuspended:
      return answer(StampVerdict::kSuspended, "its issuer has suspended it", std::move(stamp));
    case CardStatus::kNotYetActive:
      return answer(StampVerdict::kNotYetActive, "its issuer has not yet handed it over to anybody", std::move(stamp));
  }
  if (!stamp.face)
    return answer(StampVerdict::kCannotSay, "the stamp is true and in force, but it does not say whose card it is",
                  std::move(stamp));
  return answer(StampVerdict::kGenuine, "the stamp is true and in force", std::move(stamp));
}

}  // namespace

std::string_view verdict_name(StampVerdict verdict) {
  switch (verdict) {
    case StampVerdict::kGenuine:
      return "genuine";
    case StampVerdict::kNotGenuine:
      return "not genuine";
    case StampVerdict::kSuspended:
      return "suspended";
    case StampVerdict::kNotYetActive:
      return "not yet active";
    case StampVerdict::kExpired:
      return "expired";
    case StampVerdict::kCannotSay:
      return "cannot say";
  }
  return "cannot say";
}

std::string_view verdict_next_step(StampVerdict verdict) {
  switch (verdict) {
    case StampVerdict::kGenuine:
      return "Compare the person in front of you with this picture and name, and the card's face with them. A true "
             "stamp copied onto "
             "another card still reads as true. If anything differs, treat the card as not genuine.";
    case StampVerdict::kNotGenuine:
      return "Do not let the holder in or hand anything over. Ring the force on a number that you know, not one from "
             "the card.";
    case StampVerdict::kSuspended:
    case StampVerdict::kNotYetActive:
      return "Do not accept the card. Ring the force on a number that you know, not one from the card.";
    case StampVerdict::kExpired:
      return "Do not accept the card. Ask for another proof, or ring the force on a number that you know.";
    case StampVerdict::kCannotSay:
      return "This is neither yes nor no. Try again with a sharper picture, newer keys and a newer status list; else "
             "ring the force on a "
             "number that you know, not one from the card.";
  }
  return "";
}

StampAnswer judge_stamp(std::string_view text, const KeySet& keys, std::span<const StatusSource> lists, Instant now) {
  const Result<Bytes> message = message_of_stamp(text);
  if (!message) return answer(StampVerdict::kNotGenuine, message.error().text());
  const Result<cose::Signed> parsed = cose::parse_sign1(*message);
  if (!parsed) return answer(StampVerdict::kNotGenuine, parsed.error().text());
  // Any string can name any key, so an unknown one proves nothing either way: another force's card looks the same.
  const IssuerKey* key = keys.find(parsed->headers.key_id);
  if (key == nullptr)
    return answer(
        StampVerdict::kCannotSay,
        "the stamp names a key that is not among those at hand: another force's, newer than these, or invented");
  if (!parsed->headers.type.empty() || !cose::verify(*parsed, key->key))
    return answer(StampVerdict::kNotGenuine, "the stamp's signature is not its issuer's: forged or altered");
  if (key->revoked)
    return answer(StampVerdict::kNotGenuine, "the key that signed the stamp was revoked: anybody may have used it");
  Result<Stamp> stamp = decode_claims(parsed->payload);
  if (!stamp) return answer(StampVerdict::kCannotSay, stamp.error().text());
  if (stamp->issuer != keys.issuer)
    return answer(StampVerdict::kNotGenuine, "the stamp names another issuer than its key's");
  if (stamp->expires <= now) {
    std::string why = fmt::format("it ended on {}", to_plain_english(stamp->expires));
    return answer(StampVerdict::kExpired, std::move(why), std::move(*stamp));
  }
  const Result<const StatusList*> list = list_for(*stamp, lists, now);
  if (!list) return answer(StampVerdict::kCannotSay, list.error().text(), std::move(*stamp));
  const CardStatus status = (*list)->statuses.at(static_cast<std::size_t>(stamp->index));
  return by_status(std::move(*stamp), status);
}

}  // namespace tipstaff::card
