#include "card/key_set.h"

#include <boost/json.hpp>

namespace tipstaff::card {
namespace {

namespace json = boost::json;
using cose::Algorithm;

constexpr std::size_t kMostKeys = 1000;
constexpr std::size_t kCoordinateBytes = 32;

tl::unexpected<Error> malformed(std::string_view what) {
  return fail(Code::kInvalid, "the key set cannot be used: " + std::string(what));
}

Result<std::string> text_of(const json::object& object, std::string_view name) {
  const json::value* found = object.if_contains(name);
  if (found == nullptr || !found->is_string()) return malformed("‘" + std::string(name) + "’ is missing");
  return std::string(found->get_string());
}

Result<Bytes> coordinate(const json::object& object, std::string_view name) {
  TRY_ASSIGN(const std::string text, text_of(object, name));
  TRY_ASSIGN(Bytes out, from_base64url(text));
  if (out.size() != kCoordinateBytes) return malformed("a key has another size");
  return out;
}

// Nothing for a type of key that stamps do not use.
Result<std::optional<cose::PublicKey>> public_key(const json::object& jwk) {
  TRY_ASSIGN(const std::string type, text_of(jwk, "kty"));
  if (type != "EC" && type != "OKP") return std::nullopt;
  if (jwk.contains("d")) return malformed("it holds a private key; take it out of use at once");
  TRY_ASSIGN(const std::string curve, text_of(jwk, "crv"));
  TRY_ASSIGN(const Bytes x, coordinate(jwk, "x"));
  if (type == "OKP" && curve == "Ed25519") return cose::PublicKey{Algorithm::kEdDsa, x};
  if (type != "EC" || curve != "P-256") return std::nullopt;
  TRY_ASSIGN(const Bytes y, coordinate(jwk, "y"));
  cose::PublicKey out{Algorithm::kEs256, {4}};
  append(out.point, x);
  append(out.point, y);
  return out;
}

}  // namespace

const IssuerKey* KeySet::find(ByteView id) const {
  for (const IssuerKey& key : keys)
    if (std::ranges::equal(key.key.id(), id)) return &key;
  return nullptr;
}

std::string to_json(const KeySet& set) {
  json::array keys;
  for (const IssuerKey& key : set.keys) {
    const ByteView point = key.key.point;
    json::object jwk{
        {"kid", base64url(key.key.id())}, {"use", "sig"}, {"since", to_rfc3339(key.since)}, {"revoked", key.revoked}};
    if (key.key.algorithm == Algorithm::kEdDsa) {
      jwk["kty"] = "OKP";
      jwk["crv"] = "Ed25519";
      jwk["alg"] = "EdDSA";
      jwk["x"] = base64url(point);
    } else {
      jwk["kty"] = "EC";
      jwk["crv"] = "P-256";
      jwk["alg"] = "ES256";
      jwk["x"] = base64url(point.subspan(1, kCoordinateBytes));
      jwk["y"] = base64url(point.subspan(1 + kCoordinateBytes));
    }
    keys.push_back(std::move(jwk));
  }
  json::array lists(set.lists.begin(), set.lists.end());
  return json::serialize(
             json::object{{"issuer", set.issuer}, {"status_lists", std::move(lists)}, {"keys", std::move(keys)}}) +
         "\n";
}

Result<KeySet> parse_key_set(std::string_view text) {
  boost::system::error_code wrong;
  const json::value value = json::parse(text, wrong);
  if (wrong || !value.is_object()) return malformed("it is not JSON");
  const json::object& object = value.get_object();
  KeySet out;
  TRY_ASSIGN(out.issuer, text_of(object, "issuer"));
  const json::value* lists = object.if_contains("status_lists");
  const json::value* keys = object.if_contains("keys");
  if (lists == nullptr || !lists->is_array() || keys == nullptr || !keys->is_array())
    return malformed("‘keys’ or ‘status_lists’ is missing");
  if (keys->get_array().size() > kMostKeys || lists->get_array().size() > kMostKeys)
    return malformed("it has more than 1,000 keys or lists");
  for (const json::value& list : lists->get_array()) {
    if (!list.is_string()) return malformed("the address of a list is no text");
    out.lists.emplace_back(list.get_string());
  }
  for (const json::value& each : keys->get_array()) {
    if (!each.is_object()) return malformed("a key is no object");
    const json::object& jwk = each.get_object();
    TRY_ASSIGN(auto key, public_key(jwk));
    if (!key) continue;
    const json::value* revoked = jwk.if_contains("revoked");
    if (revoked == nullptr || !revoked->is_bool()) return malformed("a key does not say whether it is revoked");
    TRY_ASSIGN(const std::string since, text_of(jwk, "since"));
    TRY_ASSIGN(const Instant from, parse_instant(since));
    out.keys.push_back({std::move(*key), from, revoked->get_bool()});
  }
  return out;
}

}  // namespace tipstaff::card
