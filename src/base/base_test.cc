#include <gtest/gtest.h>

#include <csignal>
#include <thread>

#include "base/bytes.h"
#include "base/cbor.h"
#include "base/clock.h"
#include "base/field.h"
#include "base/secret.h"
#include "base/stop.h"
#include "base/uncaught.h"

namespace tipstaff {
namespace {

TEST(Bytes, TextFormsAreStrict) {
  EXPECT_EQ(hex(*from_hex("00ff10")), "00ff10");
  EXPECT_FALSE(from_hex("0"));
  EXPECT_FALSE(from_hex("zz"));
  EXPECT_EQ(as_text(*from_base64(base64(as_bytes("tipstaff")))), "tipstaff");
  EXPECT_FALSE(from_base64("dGlw c3RhZmY="));
  EXPECT_FALSE(from_base64("dGlwc3RhZmY"));
}

TEST(Clock, TextRoundTrips) {
  for (const char* text : {"2026-11-22T09:30:00Z", "1970-01-01T00:00:00Z", "2024-02-29T23:59:59.000001Z"})
    EXPECT_EQ(to_rfc3339(*parse_instant(text)), text);
  EXPECT_EQ(*parse_instant("2026-11-22T10:30:00+01:00"), *parse_instant("2026-11-22T09:30:00Z"));
  EXPECT_EQ(to_plain_english(*parse_instant("2026-11-22")), "22 November 2026, 00:00 UTC");
  for (const char* text : {"", "2026", "2026-02-30", "2026-11-22T25:00:00Z", "2026-11-22T09:30:00", "22/11/2026"})
    EXPECT_FALSE(parse_instant(text)) << text;
  EXPECT_EQ(*parse_duration("7d"), std::chrono::hours(168));
  EXPECT_FALSE(parse_duration("7"));
  EXPECT_FALSE(parse_duration("-7d"));
}

TEST(Cbor, WritesShortestHeadsAndReadsThemBack) {
  cbor::Writer w;
  w.map(2).put(1, 23).put_text(2, "é");
  EXPECT_EQ(hex(w.view()),
            "a2011702"
            "62c3a9");
  cbor::Reader r(w.view());
  EXPECT_EQ(r.map().value(), 2U);
  EXPECT_EQ(r.uint().value(), 1U);
  EXPECT_EQ(r.uint().value(), 23U);
  EXPECT_TRUE(r.skip());
  EXPECT_EQ(r.text().value(), "é");
  EXPECT_TRUE(r.expect_end());
}

TEST(Cbor, RefusesWhatItDoesNotWrite) {
  for (const char* text : {"", "9fff", "bf", "5affffffff00", "9affffffff", "fb3ff0000000000000", "f7", "1c"}) {
    const Bytes raw = *from_hex(text);
    EXPECT_FALSE(cbor::Reader(raw).skip()) << text;
  }
  const Bytes deep(64, 0x81);
  EXPECT_FALSE(cbor::Reader(deep).skip());
}

TEST(Cbor, RefusesHeadsThatAreLongerThanTheyNeedBe) {
  for (const char* text : {"1817", "190018", "1a00000100", "1b00000000ffffffff", "3800", "5801aa", "780161", "980100",
                           "990000", "b80000", "d80000"}) {
    const Bytes raw = *from_hex(text);
    EXPECT_FALSE(cbor::Reader(raw).skip()) << text;
  }
  for (const char* text : {"1818", "190100", "1a00010000", "1b0000000100000000", "3818",
                           "5818000000000000000000000000000000000000000000000000", "d81800"}) {
    const Bytes raw = *from_hex(text);
    cbor::Reader reader(raw);
    EXPECT_TRUE(reader.skip()) << text;
    EXPECT_TRUE(reader.at_end()) << text;
  }
}

TEST(Uncaught, IsToldFromAnyThreadWithAnExitCode) {
  EXPECT_EXIT(
      {
        tell_uncaught("tipstaff");
        std::thread([] { throw LockedMemoryExhausted(); }).join();
      },
      testing::ExitedWithCode(kFaultExit), "^tipstaff: stopped by a fault: .*raise the limit");
}

TEST(Stop, IsHeededAndEndsASleep) {
  EXPECT_EXIT(
      {
        heed_stop_signals();
        if (stop_asked() || !sleep_unless_stopped(std::chrono::milliseconds(1))) std::_Exit(1);
        std::raise(SIGTERM);
        sleep_until_stopped();
        std::_Exit(stop_asked() && !sleep_unless_stopped(std::chrono::hours(1)) ? 0 : 2);
      },
      testing::ExitedWithCode(0), "");
}

TEST(Plaintext, IsWipedWhenFreedAndWhenMoved) {
  const std::uint8_t* where = nullptr;
  {
    const Plaintext secret = Plaintext::copy_of("the roll");
    where = secret.reveal().data();
  }
  const Plaintext next(8);  // the pool hands the same block out again
  ASSERT_EQ(next.reveal().data(), where);
  for (const std::uint8_t byte : next.reveal()) EXPECT_EQ(byte, 0);
}

TEST(FieldSet, NamesRoundTripAndTheCardNeverCarriesPayOrVetting) {
  for (const Field f : kAllFields) EXPECT_EQ(field_from_name(field_name(f)), f);
  EXPECT_FALSE(kCardFields.has(Field::kPayNumber));
  EXPECT_FALSE(kCardFields.has(Field::kVettingLevel));
  EXPECT_EQ(FieldSet({Field::kRank, Field::kSurname}).names(), "surname, rank");
}

}  // namespace
}  // namespace tipstaff
