// Each form × each place × two deep is found; other values are not.
#include "site/leaks.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <openssl/evp.h>
#include <rapidcheck/gtest.h>

#include <random>

#include "base/bytes.h"
#include "base/text.h"
#include "site/leak_forms.h"
#include "site/test_packing.h"

namespace tipstaff::site {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

// Encoders of the test's own make where the program has one, so that one mistake is not on both sides.
std::string percent_all(std::string_view text) {
  std::string out;
  for (const char c : text) out += fmt::format("%{:02x}", static_cast<unsigned char>(c));
  return out;
}
std::string percent(std::string_view text) {
  std::string out;
  for (const char c : text)
    out += std::isalnum(static_cast<unsigned char>(c)) != 0 ? std::string(1, c)
                                                            : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  return out;
}
std::string upper_hex(std::string_view text) {
  std::string out;
  for (const char c : text) out += fmt::format("{:02X}", static_cast<unsigned char>(c));
  return out;
}
std::string openssl_base64(std::string_view text) {
  std::string out(text.size() * 2 + 8, '\0');
  out.resize(static_cast<std::size_t>(EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                                      reinterpret_cast<const unsigned char*>(text.data()),
                                                      static_cast<int>(text.size()))));
  return out;
}
std::string url_base64(std::string_view text) {
  std::string out;
  for (const char c : openssl_base64(text))
    if (c != '=') out += c == '+' ? '-' : c == '/' ? '_' : c;
  return out;
}
std::string digest(std::string_view text, const char* name) {
  std::string raw(64, '\0');
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), reinterpret_cast<unsigned char*>(raw.data()), &size, EVP_get_digestbyname(name),
             nullptr);
  std::string out;
  for (unsigned i = 0; i < size; ++i) out += fmt::format("{:02x}", static_cast<unsigned char>(raw[i]));
  return out;
}

using Form = std::string (*)(std::string_view);
struct Named {
  const char* name;
  Form form;
};
constexpr Named kForms[] = {{"plain", [](std::string_view t) { return std::string(t); }},
                            {"percent", percent},
                            {"every byte in percent", percent_all},
                            {"base64", openssl_base64},
                            {"base64url", url_base64},
                            {"hex", [](std::string_view t) { return lower(upper_hex(t)); }},
                            {"HEX", upper_hex},
                            {"md5", [](std::string_view t) { return digest(t, "MD5"); }},
                            {"sha1", [](std::string_view t) { return digest(t, "SHA1"); }},
                            {"sha256", [](std::string_view t) { return digest(t, "SHA256"); }},
                            {"sha512", [](std::string_view t) { return digest(t, "SHA512"); }}};

Exchange base_exchange() {
  Exchange out;
  out.url = "https://t.example/collect?v=1";
  out.method = "POST";
  return out;
}
Exchange with_body(std::string body, const std::string& type) {
  Exchange out = base_exchange();
  out.body = {BodyState::kWhole, type, std::move(body), ""};
  return out;
}
struct Place {
  const char* name;
  Exchange (*put)(const std::string&);
};
const Place kPlaces[] = {
    {"address",
     [](const std::string& t) {
       Exchange out = base_exchange();
       out.url = "https://t.example/collect?x=1&d=" + percent(t) + "&z=2";
       return out;
     }},
    {"path",
     [](const std::string& t) {
       Exchange out = base_exchange();
       out.url = "https://t.example/c/" + percent(t) + "/i.gif";
       return out;
     }},
    {"Referer",
     [](const std::string& t) {
       Exchange out = base_exchange();
       out.headers.push_back({"Referer", "https://police.example/?q=" + percent(t)});
       return out;
     }},
    {"cookie",
     [](const std::string& t) {
       Exchange out = base_exchange();
       out.headers.push_back({"Cookie", "_a=1; _id=" + t + "; b=2"});
       return out;
     }},
    {"header",
     [](const std::string& t) {
       Exchange out = base_exchange();
       out.headers.push_back({"X-User", t});
       return out;
     }},
    {"form",
     [](const std::string& t) {
       return with_body("a=1&d=" + percent(t) + "&z=2", "application/x-www-form-urlencoded");
     }},
    {"JSON", [](const std::string& t) { return with_body(R"({"a":1,"d":")" + t + R"("})", "application/json"); }},
    {"multipart",
     [](const std::string& t) {
       return with_body("--q\r\nContent-Disposition: form-data; name=\"d\"\r\n\r\n" + t + "\r\n--q--\r\n",
                        "multipart/form-data; boundary=q");
     }},
    {"gzip",
     [](const std::string& t) { return with_body(packed("{\"d\":\"" + t + "\"}", Packing::kGzip), "text/plain"); }},
    {"zlib",
     [](const std::string& t) { return with_body(packed("{\"d\":\"" + t + "\"}", Packing::kZlib), "text/plain"); }},
    {"deflate",
     [](const std::string& t) {
       return with_body(packed("{\"d\":\"" + t + "\"}", Packing::kDeflate), "application/octet-stream");
     }},
    {"brotli",
     [](const std::string& t) {
       Exchange out = with_body(packed("{\"d\":\"" + t + "\"}", Packing::kBrotli), "text/plain");
       out.headers.push_back({"Content-Encoding", "br"});
       return out;
     }},
    {"zstd",
     [](const std::string& t) { return with_body(packed("{\"d\":\"" + t + "\"}", Packing::kZstd), "text/plain"); }},
    {"frame",
     [](const std::string& t) {
       Exchange out = base_exchange();
       out.frames.push_back({BodyState::kWhole, "text/plain", "[1,\"" + t + "\"]", ""});
       return out;
     }},
};

std::string canary(std::mt19937& random) {
  std::string out = "Canary";
  for (int i = 0; i < 8; ++i) out += static_cast<char>('a' + random() % 26);
  return out + fmt::format("{}@Example.ORG", random() % 1000);
}

TEST(Leaks, EveryFormInEveryPlaceTwoDeepIsFound) {
  std::mt19937 random(7);
  std::size_t tried = 0;
  for (const Named& inner : kForms)
    for (const Named& outer : kForms)
      for (const Place& place : kPlaces) {
        const std::string value = canary(random), other = canary(random);
        const LookFor look_for({Wanted{"field", value}, {"control", other}});
        // A tracker may normalise before it encodes.
        for (const std::string& typed : {value, lower(value)}) {
          const auto found = look_for.in(place.put(outer.form(inner.form(typed))));
          ASSERT_EQ(found.size(), 1U) << inner.name << " in " << outer.name << " in " << place.name << ": "
                                      << outer.form(inner.form(typed));
          EXPECT_EQ(found[0].wanted, 0U);
          ++tried;
        }
      }
  EXPECT_EQ(tried, 11U * 11U * 14U * 2U);
}

TEST(Leaks, TelephoneNumbersAreFoundAsTrackersNormaliseThem) {
  const LookFor look_for({Wanted{"phone", "07700 900123"}});
  for (const char* sent : {"07700900123", "447700900123", "+447700900123"}) {
    EXPECT_EQ(look_for.in_bytes(fmt::format("ph={}", sent), "body").size(), 1U) << sent;
    EXPECT_EQ(look_for.in_bytes("ph=" + digest(sent, "SHA256"), "body").size(), 1U) << sent;
  }
  EXPECT_THAT(look_for.in_bytes("ph=07700900124 447700900124", "body"), IsEmpty());
}

TEST(Leaks, GmailAddressesAreFoundWithoutDotsAndTag) {
  const LookFor look_for({Wanted{"mail", "Inv.Ented+news@gmail.com"}});
  EXPECT_EQ(look_for.in_bytes(digest("invented@gmail.com", "SHA256"), "body").size(), 1U);
}

TEST(Leaks, SaysWhereAndHow) {
  const LookFor look_for({Wanted{"mail", "A.Person@example.org"}});
  Exchange one = with_body("em=" + digest("a.person@example.org", "SHA256"), "application/x-www-form-urlencoded");
  one.headers.push_back({"Referer", "https://x.example/?m=A.Person%40example.org"});
  const auto found = look_for.in(one);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0], (Found{0, "Referer", "in percent"}));
  EXPECT_EQ(found[1].where, "body");
  EXPECT_THAT(found[1].how, HasSubstr("SHA-256 of it in lower case"));
}

TEST(Leaks, DigestsAsBytesAreFound) {
  const LookFor look_for({Wanted{"mail", "a.person@example.org"}});
  for (const char* name : {"MD5", "SHA1", "SHA256", "SHA512"}) {
    const std::string raw(as_text(from_hex(digest("a.person@example.org", name)).value()));
    EXPECT_EQ(look_for.in_bytes("\x0a\x20" + raw + "\x12", "body").size(), 1U) << name;
    EXPECT_EQ(look_for.in_bytes("u=" + openssl_base64(raw), "body").size(), 1U) << name << " in base64";
  }
}

TEST(Leaks, InsideALargerEncodedTextAndJsonsEscapes) {
  const LookFor look_for({Wanted{"mail", "canary77@example.org"}});
  for (const std::string& pad : {std::string(), std::string("x"), std::string("xy")})
    EXPECT_EQ(
        look_for.in_bytes("data=" + openssl_base64(pad + R"({"user":{"mail":"canary77@example.org"}})"), "body").size(),
        1U)
        << pad;
  EXPECT_EQ(look_for.in_bytes(R"({"m":"canary77\u0040example.org"})", "body").size(), 1U);
  EXPECT_EQ(look_for.in_bytes("d=" + openssl_base64(packed("m=canary77@example.org", Packing::kGzip)), "body").size(),
            1U);
}

TEST(Leaks, ShortWordsCountWhereTheyStandAlone) {
  const LookFor look_for({Wanted{"w", "rape"}, {"x", "abc"}});
  EXPECT_EQ(look_for.in_bytes("/report/rape/next", "address").size(), 1U);
  EXPECT_THAT(look_for.in_bytes("/grapes and drapes", "address"), IsEmpty());
  EXPECT_THAT(look_for.in_bytes("abc", "address"), IsEmpty());  // too short to mean anything
}

TEST(Leaks, WhatIsTooMuchToSearchIsSaid) {
  const LookFor look_for({Wanted{"mail", "canary77@example.org"}});
  std::string much;
  while (much.size() < (std::size_t{5} << 20)) much += "QUFBQUFBQUFBQUFB-";
  bool whole = true;
  look_for.in(with_body("x", "text/plain"), &whole);
  EXPECT_TRUE(whole);
  look_for.in(with_body(much, "text/plain"), &whole);
  EXPECT_FALSE(whole);
}

RC_GTEST_PROP(Leaks, ValuesThatWereNotSentAreNotFound, ()) {
  const auto seed = *rc::gen::arbitrary<unsigned>();
  std::mt19937 random(seed);
  const LookFor look_for(
      {Wanted{"a", canary(random)}, {"b", canary(random)}, {"c", fmt::format("07700 90{:04}", random() % 10'000)}});
  const std::string sent =
      kForms[random() % std::size(kForms)].form(kForms[random() % std::size(kForms)].form(canary(random)));
  RC_ASSERT(look_for.in(kPlaces[random() % std::size(kPlaces)].put(sent)).empty());
}

RC_GTEST_PROP(Leaks, AnyBytesAreSearchedWithoutAFault, (const std::string& bytes)) {
  const LookFor look_for({Wanted{"a", "canary-canary"}});
  look_for.in_bytes(bytes, "body");
  look_for.in_bytes("%" + bytes + "\\u00" + bytes, "body");
}

}  // namespace
}  // namespace tipstaff::site
