#include <fmt/format.h>

#include "app/commands.h"
#include "card/code_reader.h"
#include "card/list_memory.h"
#include "card/verdict.h"
#include "office/two_people.h"

namespace tipstaff::app {
namespace {

constexpr std::size_t kLargestKeySet = std::size_t{1} << 20, kLargestList = std::size_t{64} << 20;

boost::json::object as_json(const card::StampAnswer& answer) {
  boost::json::object out{{"verdict", card::verdict_name(answer.verdict)},
                          {"why", answer.why},
                          {"next", card::verdict_next_step(answer.verdict)}};
  if (!answer.stamp) return out;
  boost::json::object stamp{{"issuer", answer.stamp->issuer}, {"expires", to_rfc3339(answer.stamp->expires)}};
  if (const auto& face = answer.stamp->face) {
    stamp["kind"] = face->kind;
    stamp["name"] = face->name;
    stamp["rank"] = face->rank;
    stamp["number"] = face->number;
    stamp["photo_webp"] = base64(face->photo);
  }
  out["stamp"] = std::move(stamp);
  return out;
}

std::string as_text(const card::StampAnswer& answer) {
  std::string out =
      fmt::format("{}{}\n  {}.\n", card::verdict_name(answer.verdict),
                  answer.verdict == card::StampVerdict::kGenuine ? ": compare this face and name" : "", answer.why);
  if (answer.stamp) {
    if (const auto& face = answer.stamp->face)
      out += fmt::format("  The stamp says: {}, {} {}, {}\n", face->kind, face->rank, face->name, face->number);
    out += fmt::format("  of {}, until {}\n", answer.stamp->issuer, to_rfc3339(answer.stamp->expires).substr(0, 10));
  }
  return out + fmt::format("  {}\n", card::verdict_next_step(answer.verdict));
}

// The one code in the file that is a stamp. Errors: kUnknown when there is none, or more than one.
Result<std::string> stamp_in(Context& context, const std::filesystem::path& file) {
  TRY_ASSIGN(const Bytes content, context.caller->read(file, card::kLargestCardFile));
  TRY_ASSIGN(std::vector<std::string> codes, card::read_codes(content));
  const bool any = !codes.empty();
  std::erase_if(codes, [](const std::string& code) { return !code.starts_with(card::kStampPrefix); });
  if (codes.empty() && any)
    return fail(Code::kUnknown, "the code in the picture is no stamp; do not go to where it leads");
  if (codes.empty()) return fail(Code::kUnknown, "no stamp can be read in the picture");
  for (const std::string& code : codes)
    if (code != codes.front())
      return fail(Code::kUnknown, "there are several stamps in the picture; take one of one card");
  return codes.front();
}

Result<std::vector<card::StatusSource>> lists_of(Context& context, const VerifyOptions& options,
                                                 const card::KeySet& keys) {
  card::ListMemory memory;
  if (!options.memory.empty() && context.caller->exists(options.memory)) {
    TRY_ASSIGN(const Bytes kept, context.caller->read(options.memory, kLargestKeySet));
    TRY_ASSIGN(memory, card::ListMemory::parse(tipstaff::as_text(kept)));
  }
  std::vector<card::StatusSource> out;
  for (const std::filesystem::path& file : options.lists) {
    TRY_ASSIGN(const Bytes token, context.caller->read(file, kLargestList));
    Result<card::StatusList> list = card::open_status_list(token, keys);
    out.push_back({options.memory.empty() ? std::move(list) : memory.admit(std::move(list), context.clock.now())});
  }
  if (!options.memory.empty()) TRY(context.caller->replace(options.memory, as_bytes(memory.to_json())));
  return out;
}

}  // namespace

Result<void> stamp_rotate(Context& context, const StampRotateOptions& options) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  const office::StampKeyKind kind = options.token     ? office::StampKeyKind::kEs256InToken
                                    : options.ed25519 ? office::StampKeyKind::kEd25519
                                                      : office::StampKeyKind::kEs256;
  TRY_ASSIGN(const std::string id, office::rotate_stamp_key(*office, actor, kind));
  context.print(
      fmt::format("Stamps are signed with key {} from now on; those of older keys stay true.\n"
                  "Publish the key set before the first card leaves: tipstaff stamp keys --out FILE\n",
                  id));
  return {};
}

Result<void> stamp_keys(Context& context, const std::filesystem::path& out) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const card::KeySet keys, office::stamp_keys(*office));
  {
    const auto look = office->clerk().look();
    for (const auto& [epoch, stored] : office->stamping().keys().all()) {
      const office::StampKey& key = stored.value;
      context.print(fmt::format("{}  {}  since {}{}{}\n", base64url(key.public_key().id()),
                                key.ed25519 ? "EdDSA" : "ES256", to_rfc3339(key.since),
                                office->stamping().in_token(epoch) ? "  in the token" : "",
                                key.revoked_at != kEver ? "  revoked" : ""));
    }
    for (const std::string_view kind : supplier::kCardKinds)
      if (office::stamp_is_minimal(*office, kind))
        context.print(fmt::format("{}: minimal stamps, which say no name\n", kind));
  }
  if (out.empty()) return {};
  TRY(context.caller->replace(out, as_bytes(card::to_json(keys)), 0644));
  context.print(fmt::format("The key set is in {}. It is public; who verifies must get it by a way that he trusts.\n",
                            out.string()));
  return {};
}

Result<void> propose_stamp_revoke(Context& context, const std::string& key, const std::string& why) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY_ASSIGN(const std::uint64_t id, office::propose(*office, actor, office::StampKeyRevocation{key, why}));
  context.print(
      fmt::format("Every card that this key stamped will read as not genuine.\n"
                  "Proposal {}. Another security officer decides it within seven days: tipstaff decide {}\n",
                  id, id));
  return {};
}

Result<void> propose_stamp_form(Context& context, const std::string& kind, bool minimal, const std::string& why) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY_ASSIGN(const std::uint64_t id, office::propose(*office, actor, office::StampForm{kind, minimal, why}));
  if (minimal) context.print("A minimal stamp says no name: whoever checks it reads “cannot say”, never “genuine”.\n");
  context.print(
      fmt::format("It will hold for cards drawn once it is approved.\n"
                  "Proposal {}. Another security officer decides it within seven days: tipstaff decide {}\n",
                  id, id));
  return {};
}

Result<void> status_address(Context& context, const std::string& uri) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY(office::set_status_uri(*office, actor, uri));
  std::vector<std::string> names;
  {
    const auto look = office->clerk().look();
    names = office->stamping().uris();
  }
  for (std::size_t i = 0; i < names.size(); ++i)
    context.print(i == 0
                      ? fmt::format("{}: on every stamp that is drawn from now on\n", names[i])
                      : fmt::format("{}: older stamps name it; also write ‘status publish --name {}’\n", names[i], i));
  context.print("Verifiers need the key set anew: tipstaff stamp keys --out FILE\n");
  return {};
}

Result<void> status_publish(Context& context, const std::filesystem::path& out, std::size_t name) {
  TRY_ASSIGN(const auto office, context.open());
  TRY(context.actor(*office));
  TRY_ASSIGN(const Bytes list, office::publish_status(*office, name));
  TRY(context.caller->replace(out, list, 0644));
  context.print(fmt::format("The status list is in {}: {} bytes, good for 24 hours. It is public and names nobody.\n",
                            out.string(), list.size()));
  return {};
}

Result<void> verify_card(Context& context, const VerifyOptions& options) {
  if (options.file.empty() == options.text.empty())
    return fail(Code::kUsage, "name the picture of a card, or give its code's text with --text");
  TRY_ASSIGN(const Bytes key_file, context.caller->read(options.keys, kLargestKeySet));
  TRY_ASSIGN(const card::KeySet keys, card::parse_key_set(tipstaff::as_text(key_file)));
  TRY_ASSIGN(const std::vector<card::StatusSource> lists, lists_of(context, options, keys));
  card::StampAnswer answer;
  const Result<std::string> text =
      options.file.empty() ? Result<std::string>(options.text) : stamp_in(context, options.file);
  if (text)
    answer = card::judge_stamp(*text, keys, lists, context.clock.now());
  else if (text.error().code() == Code::kUnknown || text.error().code() == Code::kInvalid)
    answer.why = text.error().text();
  else
    return fail(text.error());
  if (context.json)
    context.print_json(as_json(answer));
  else
    context.print(as_text(answer));
  if (!options.photo.empty() && answer.verdict == card::StampVerdict::kGenuine)
    TRY(context.caller->replace(options.photo, answer.stamp->face->photo));
  if (answer.verdict == card::StampVerdict::kGenuine) return {};
  return fail(answer.verdict == card::StampVerdict::kCannotSay ? Code::kUnknown : Code::kNo,
              "the card is not shown to be genuine");
}

}  // namespace tipstaff::app
