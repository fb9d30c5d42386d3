// The table of cases on which the program and the page must agree, as JSON on standard output: each with the verdict
// that the format demands, written here by hand. Ends with 1, and says which, when the program's own judgement differs;
// verdicts.test.js holds the page's to the same table.
#include <boost/json.hpp>
#include <cstdio>

#include "card/base45.h"
#include "card/list_memory.h"
#include "card/test_stamp.h"
#include "card/verdict.h"

namespace tipstaff::card {
namespace {

using namespace test;
using std::chrono::hours;
using std::chrono::seconds;
namespace json = boost::json;

const Instant kExpiry = full_stamp().expires;

struct Case {
  std::string text, keys;
  std::vector<Bytes> lists;
  Instant now = kNow;
  std::string seen;  // the memory of lists before it; empty: there is none
};

std::string judged(const Case& c) {
  const auto keys = parse_key_set(c.keys);
  if (!keys) return "refused";
  ListMemory memory = *ListMemory::parse(c.seen);
  std::vector<StatusSource> lists;
  for (const Bytes& token : c.lists) lists.push_back({memory.admit(open_status_list(token, *keys), c.now)});
  return std::string(verdict_name(judge_stamp(c.text, *keys, lists, c.now).verdict));
}

class Table {
 public:
  void add(std::string_view name, const Case& c, std::string_view verdict) {
    const std::string said = judged(c);
    if (said != verdict) {
      ++wrong_;
      std::fprintf(stderr, "%s: %s instead of %s\n", std::string(name).c_str(), said.c_str(),
                   std::string(verdict).c_str());
    }
    json::array lists;
    for (const Bytes& list : c.lists) lists.emplace_back(number(lists_, base64(list)));
    cases_.push_back(json::object{{"name", name},
                                  {"text", c.text},
                                  {"keys", number(keys_, c.keys)},
                                  {"lists", std::move(lists)},
                                  {"now", c.now.micros / 1'000'000},
                                  {"seen", c.seen},
                                  {"verdict", verdict}});
  }
  std::string to_json() const {
    return json::serialize(json::object{{"keys", keys_}, {"lists", lists_}, {"cases", cases_}});
  }
  std::size_t wrong() const { return wrong_; }

 private:
  static std::size_t number(json::array& all, const std::string& text) {
    for (std::size_t i = all.size(); i > 0; --i)
      if (all[i - 1].as_string() == text) return i - 1;
    all.emplace_back(text);
    return all.size() - 1;
  }
  json::array keys_, lists_, cases_;
  std::size_t wrong_ = 0;
};

std::string as_code(const Bytes& message) { return std::string(kStampPrefix) + base45(message); }

struct Force {
  explicit Force(Signer with) : signer(std::move(with)), keys(to_json(keys_of(signer))) {}
  Bytes list(const StatusList& list) const { return *sign_status_list(list, signer.headers(), signer.sign); }
  Bytes list(CardStatus status) const { return list(list_with(status)); }
  std::string code(const Stamp& stamp = full_stamp()) const { return text_of(stamp, signer); }
  Case good() const { return {code(), keys, {list(CardStatus::kValid)}, kNow, ""}; }
  Signer signer;
  std::string keys;
};

void add_states(Table& table, const Force& force, const std::string& kind) {
  Case c = force.good();
  table.add(kind + ": active", c, "genuine");
  const std::pair<CardStatus, const char*> states[] = {{CardStatus::kInvalid, "not genuine"},
                                                       {CardStatus::kSuspended, "suspended"},
                                                       {CardStatus::kNotYetActive, "not yet active"}};
  for (const auto& [status, verdict] : states) {
    c.lists = {force.list(status)};
    table.add(kind + ": status", c, verdict);
  }
  c = force.good();
  c.now = kExpiry;
  table.add(kind + ": ends now", c, "expired");
  c = force.good();
  Stamp minimal = full_stamp();
  minimal.face.reset();
  c.text = force.code(minimal);
  table.add(kind + ": minimal", c, "cannot say");
  c.lists = {force.list(CardStatus::kInvalid)};
  table.add(kind + ": minimal and withdrawn", c, "not genuine");
}

void add_lists(Table& table, const Force& force) {
  Case c = force.good();
  const auto with = [&](std::string_view name, std::vector<Bytes> lists, std::string_view verdict) {
    c.lists = std::move(lists);
    table.add(name, c, verdict);
  };
  with("no list", {}, "cannot say");
  StatusList list = list_with(CardStatus::kValid);
  list.issued = kNow - hours(24);
  list.expires = kNow;
  with("a list that ends now", {force.list(list)}, "cannot say");
  list.expires = kNow + seconds(1);
  with("a list in its last second", {force.list(list)}, "genuine");
  list = list_with(CardStatus::kValid);
  list.issued = kNow + seconds(301);
  with("a list dated ahead", {force.list(list)}, "cannot say");
  list.issued = kNow + seconds(300);
  with("a list dated ahead within clock error", {force.list(list)}, "genuine");
  list = list_with(CardStatus::kValid);
  list.uri = "https://status.elsewhere.example/1";
  with("a list of another name", {force.list(list)}, "cannot say");
  list = list_with(CardStatus::kValid);
  list.statuses = Statuses(4708, CardStatus::kValid);
  with("an index out of range", {force.list(list)}, "cannot say");
  const Force other(es256_signer());
  with("another issuer's list", {other.list(CardStatus::kValid)}, "cannot say");
  with("another issuer's list and the right one", {other.list(CardStatus::kValid), force.list(CardStatus::kValid)},
       "genuine");
  with("a stamp in a list's place", {*message_of_stamp(force.code())}, "cannot say");
  with("a list that is none", {to_bytes(as_bytes("<html>not found</html>"))}, "cannot say");
  const Bytes token = force.list(CardStatus::kValid);
  for (std::size_t length = 0; length < token.size(); ++length)
    with("a list cut short", {Bytes(token.begin(), token.begin() + static_cast<std::ptrdiff_t>(length))}, "cannot say");
  for (std::size_t at = 0; at < token.size(); ++at) {
    Bytes changed = token;
    changed[at] ^= 0x40;
    with("a list with a changed byte", {changed}, "cannot say");
  }
  // The draft's lists of one bit a card are not ours.
  cbor::Writer one_bit;
  one_bit.map(5)
      .integer(2)
      .text(kListUri)
      .integer(4)
      .integer(kNow.micros / 1'000'000 + 3600)
      .integer(6)
      .integer(kNow.micros / 1'000'000);
  one_bit.integer(65'533)
      .map(2)
      .text("bits")
      .uint(1)
      .text("lst")
      .bytes(*from_hex("78da636018050000010001"))
      .integer(65'534)
      .integer(60);
  cbor::Writer header;
  header.map(3).integer(1).integer(-7).integer(4).bytes(force.signer.key.id()).integer(16).text(kStatusListType);
  with("a list of one bit a card", {signed_with(header.view(), one_bit.view(), force.signer)}, "cannot say");
}

void add_replays(Table& table, const Force& force) {
  Case c = force.good();
  const auto seen = [](Duration after) {
    return fmt::format("{{\"{}\":{}}}", kListUri, (kNow + after).micros / 1'000'000);
  };
  c.seen = seen(seconds(0));
  table.add("the same list again", c, "genuine");
  c.seen = seen(seconds(1));
  table.add("an older list replayed", c, "cannot say");
  StatusList newer = list_with(CardStatus::kInvalid);
  newer.issued = kNow + seconds(60);
  c.now = kNow + hours(1);
  c.seen.clear();
  c.lists = {force.list(newer), force.list(CardStatus::kValid)};
  table.add("an older list beside a newer one", c, "not genuine");
  c.seen = "{\"https://status.elsewhere.example/1\":253402300799}";
  c.lists = {force.list(CardStatus::kValid)};
  table.add("a newer list of another name was seen", c, "genuine");
}

void add_forgeries(Table& table, const Force& force) {
  Case c = force.good();
  const auto with = [&](std::string_view name, std::string text, std::string_view verdict) {
    c.text = std::move(text);
    table.add(name, c, verdict);
  };
  const Force other(es256_signer());
  with("a key that nobody knows", other.code(), "cannot say");
  with("wrong key: says it is ours", *make_stamp(full_stamp(), force.signer.headers(), other.signer.sign),
       "not genuine");
  with("wrong algorithm: EdDSA by an ES256 key",
       *make_stamp(full_stamp(), {cose::Algorithm::kEdDsa, force.signer.key.id(), ""}, force.signer.sign),
       "not genuine");
  with("a status list in a stamp's place", as_code(force.list(CardStatus::kValid)), "not genuine");
  with("an address", "https://verify.northmoor.example/?card=1", "not genuine");
  with("nothing", "", "not genuine");
  with("the prefix alone", "TS1:", "not genuine");
  with("another prefix", "TS2:" + force.code().substr(4), "not genuine");
  with("longer than a code", force.code() + std::string(1500, '0'), "not genuine");
  const std::string code = force.code();
  for (std::size_t length = 0; length < code.size(); ++length)
    with("a code cut short", code.substr(0, length), "not genuine");
  const Bytes message = *message_of_stamp(code);
  // 18, array, header of 13: { 1: -7, 4: h'…' }. Changed in the label or the value, the key's name is one that nobody
  // knows.
  const auto names_the_key = [](std::size_t at) { return at == 6 || (at >= 8 && at < 16); };
  for (std::size_t at = 0; at < message.size(); ++at) {
    Bytes changed = message;
    changed[at] ^= 1;
    with("a code with a changed byte", as_code(changed), names_the_key(at) ? "cannot say" : "not genuine");
  }
  Bytes longer = message;
  longer.push_back(0);
  with("something follows the message", as_code(longer), "not genuine");
}

void add_headers(Table& table, const Force& force) {
  Case c = force.good();
  const Bytes claims = encode_claims(full_stamp());
  const auto with = [&](std::string_view name, const char* before, const char* after, std::string_view verdict,
                        const Bytes& open = {0xa0}) {
    Bytes header = *from_hex(before);
    append(header, force.signer.key.id());
    append(header, *from_hex(after));
    c.text = as_code(signed_with(header, claims, force.signer, open));
    table.add(name, c, verdict);
  };
  with("the plain header",
       "a2012604"
       "48",
       "", "genuine");
  with("the header's keys in another order", "a20448", "0126", "genuine");
  with("crit names what is understood", "a301260448", "028104", "genuine");
  with("crit names 99", "a301260448", "02811863", "not genuine");
  with("crit names a text", "a301260448", "02816161", "not genuine");
  with("crit is empty", "a301260448", "0280", "not genuine");
  with("two algorithms", "a301260448", "0127", "not genuine");
  with("ES384", "a20138220448", "", "not genuine");
  with("HMAC", "a201050448", "", "not genuine");
  with("no algorithm", "a10448", "", "not genuine");
  with("a further header", "a301260448", "181982f6f5", "genuine");
  with("the algorithm unprotected too", "a201260448", "", "not genuine", {0xa1, 0x01, 0x26});
  with("crit unprotected", "a201260448", "", "not genuine", {0xa1, 0x02, 0x81, 0x01});
  with("another key's name unprotected", "a201260448", "", "genuine", {0xa1, 0x04, 0x41, 0x00});
  with("a float in a header", "a301260448", "1819f93c00", "not genuine");
  with("an endless array in a header", "a301260448", "18199fff", "not genuine");
  with("a header nested too deep", "a301260448", "1819818181818181818181818181818181818180", "not genuine");
}

void add_claims(Table& table, const Force& force) {
  Case c = force.good();
  cbor::Writer header;
  header.map(2).integer(1).integer(-7).integer(4).bytes(force.signer.key.id());
  const auto signed_claims = [&](std::string_view name, const Bytes& claims, std::string_view verdict) {
    c.text = as_code(signed_with(header.view(), claims, force.signer));
    table.add(name, c, verdict);
  };
  const auto with = [&](std::string_view name, std::string_view verdict, auto change) {
    Stamp stamp = full_stamp();
    change(stamp);
    signed_claims(name, encode_claims(stamp), verdict);
  };
  with("another issuer's name", "not genuine", [](Stamp& s) { s.issuer = "Southmoor Constabulary"; });
  with("no photograph", "genuine", [](Stamp& s) { s.face->photo.clear(); });
  with("a name in other letters", "genuine", [](Stamp& s) { s.face->name = "अनुष्का Ελένη שרה გიორგი"; });
  with("a name that turns the order of reading", "cannot say",
       [](Stamp& s) { s.face->name = "Rowan \xe2\x80\xae elbtsihT"; });
  with("a name with a line break", "cannot say", [](Stamp& s) { s.face->name = "Rowan\nThistleby"; });
  with("a name that is not UTF-8", "cannot say", [](Stamp& s) { s.face->name = "Rowan \xc3("; });
  with("a name with half a character", "cannot say", [](Stamp& s) { s.face->name = "Rowan \xed\xa0\x80"; });
  with("a short nonce", "cannot say", [](Stamp& s) { s.nonce.pop_back(); });
  with("no name of a list", "cannot say", [](Stamp& s) { s.list.clear(); });
  with("expiry before 1970", "cannot say", [](Stamp& s) { s.expires = Instant{-1'000'000}; });
  with("the last slot", "not yet active", [](Stamp& s) { s.index = 65'535; });
  for (const std::uint64_t beyond : {std::uint64_t{65'536}, (std::uint64_t{1} << 53) + 1, ~std::uint64_t{0}})
    with("a slot beyond the list", "cannot say", [&](Stamp& s) { s.index = beyond; });
  Bytes claims = encode_claims(full_stamp());
  for (std::size_t length = 0; length < claims.size(); length += 7)
    signed_claims("claims cut short", Bytes(claims.begin(), claims.begin() + static_cast<std::ptrdiff_t>(length)),
                  "cannot say");
  Bytes wide = {0xa9, 0x18, 0x01};
  append(wide, ByteView(claims).subspan(2));
  signed_claims("a head longer than need be", wide, "cannot say");
  claims.push_back(0);
  signed_claims("something follows the claims", claims, "cannot say");
  claims.pop_back();
  claims.front() = 0xaa;
  append(claims, *from_hex("1864f6"));
  signed_claims("a further claim", claims, "cannot say");
}

void add_key_sets(Table& table, const Force& force) {
  Case c = force.good();
  c.keys = to_json(keys_of(force.signer, true));
  table.add("a revoked key", c, "not genuine");
  KeySet both = keys_of(force.signer, true);
  const Force next(ed25519_signer());
  both.keys.push_back({next.signer.key, kNow, false});
  c = {next.code(), to_json(both), {next.list(CardStatus::kValid)}, kNow, ""};
  table.add("the key after a revoked one", c, "genuine");
  c.lists = {force.list(CardStatus::kValid)};
  table.add("a list by a revoked key", c, "cannot say");
  const auto changed = [&](std::string_view name, std::string_view from, std::string_view to,
                           std::string_view verdict) {
    c = force.good();
    c.keys.replace(c.keys.find(from), from.size(), to);
    table.add(name, c, verdict);
  };
  changed("a key set with a private key", "\"use\":\"sig\"", "\"d\":\"AAAA\"", "refused");
  changed("a key set that leaves revocation open", "\"revoked\":false", "\"revoked\":null", "refused");
  changed("a key of another type", "\"kty\":\"EC\"", "\"kty\":\"RSA\"", "cannot say");
  changed("a key set cut short", "\"keys\":[", "\"keys\":[[", "refused");
  changed("a key set without an issuer", "\"issuer\"", "\"holder\"", "refused");
}

int print() {
  Table table;
  const Force force(es256_signer());
  add_states(table, force, "ES256");
  add_states(table, Force(ed25519_signer()), "Ed25519");
  add_lists(table, force);
  add_replays(table, force);
  add_forgeries(table, force);
  add_headers(table, force);
  add_claims(table, force);
  add_key_sets(table, force);
  std::fputs(table.to_json().c_str(), stdout);
  return table.wrong() == 0 ? 0 : 1;
}

}  // namespace
}  // namespace tipstaff::card

int main() { return tipstaff::card::print(); }
