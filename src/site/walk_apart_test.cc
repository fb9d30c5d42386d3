// What a process apart says of a walk: whole, or refused; and what it cannot take with it.
#include "site/walk_apart.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <future>
#include <thread>

namespace tipstaff::site {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Walked example() {
  Walked out;
  Page page;
  page.url = "https://page.test/";
  page.title = "A\x1b[31m title";
  page.choice = Choice::kReject;
  page.screenshot = "\x89PNG and more";
  page.submitted = true;
  page.banner = "OneTrust";
  out.recording.pages = {page};
  Exchange exchange;
  exchange.url = "https://track.test/t";
  exchange.method = "POST";
  exchange.step = "step 1: go\n";
  exchange.chosen = Choice::kReject;
  exchange.body = {BodyState::kWhole, "text/plain", std::string("\0\xff", 2), ""};
  out.recording.exchanges = {exchange};
  out.recording.shots = {{0, "step 1", "\x89PNG", 1.4, 2, 3, 1e300}, {0, "step 2", "no picture", 0, 0, 0, 0}};
  out.recording.steps = {"step 1"};
  out.recording.unread = {"what is missing"};
  out.recording.notes = {"a note"};
  out.typed = {{"#a", "value"}};
  return out;
}

TEST(WalkApart, AllOfItComesThroughAndNothingThatSteersATerminal) {
  const auto back = read_walked(write_walked(example()));
  ASSERT_TRUE(back) << back.error().text();
  const Recording& recording = back->recording;
  ASSERT_EQ(recording.pages.size(), 1U);
  EXPECT_EQ(recording.pages[0].title.find('\x1b'), std::string::npos);
  EXPECT_EQ(recording.pages[0].choice, Choice::kReject);
  EXPECT_TRUE(recording.pages[0].submitted);
  EXPECT_EQ(recording.pages[0].banner, "OneTrust");
  EXPECT_EQ(recording.pages[0].screenshot, "\x89PNG and more");
  ASSERT_EQ(recording.exchanges.size(), 1U);
  EXPECT_EQ(recording.exchanges[0].step.find('\n'), std::string::npos);
  EXPECT_EQ(recording.exchanges[0].chosen, Choice::kReject);
  EXPECT_EQ(recording.exchanges[0].body.bytes, std::string("\0\xff", 2));
  ASSERT_EQ(recording.shots.size(), 2U);
  EXPECT_EQ(recording.shots[0].left, 1);
  EXPECT_EQ(recording.shots[0].height, 0);
  EXPECT_EQ(recording.shots[1].png, "");
  EXPECT_THAT(recording.steps, ElementsAre("step 1"));
  EXPECT_THAT(recording.unread, ElementsAre("what is missing"));
  EXPECT_THAT(recording.notes, ElementsAre("a note"));
  ASSERT_EQ(back->typed.size(), 1U);
  EXPECT_EQ(back->typed[0].value, "value");
}

TEST(WalkApart, PlacesThatAreNotThereAreRefused) {
  Walked wrong = example();
  wrong.recording.exchanges[0].page = 1;
  EXPECT_EQ(read_walked(write_walked(wrong)).error().code(), Code::kInvalid);
  wrong = example();
  wrong.recording.shots[0].page = 7;
  EXPECT_EQ(read_walked(write_walked(wrong)).error().code(), Code::kInvalid);
  EXPECT_FALSE(read_walked({}));
}

RC_GTEST_PROP(WalkApart, AnyChangeIsReadOrRefused,
              (const std::vector<std::uint8_t>& noise, std::uint16_t at, std::uint16_t keep)) {
  (void)read_walked(noise);
  Bytes bytes = write_walked(example());
  for (std::size_t i = 0; i < noise.size(); ++i) bytes[(at + i) % bytes.size()] ^= noise[i];
  (void)read_walked(bytes);
  const auto cut = read_walked(ByteView(write_walked(example())).first(keep % (bytes.size() - 1)));
  RC_ASSERT(!cut);
}

TEST(WalkApart, ItIsAnotherProcessWithoutTokenOrDescriptors) {
  setenv("TIPSTAFF_TOKEN", "a secret", 1);
  const int file = dup(STDIN_FILENO);
  const auto said = apart([&]() -> Result<Walked> {
    Walked out = example();
    struct stat unused {};
    out.recording.made_by = std::to_string(getpid());
    out.recording.notes = {getenv("TIPSTAFF_TOKEN") == nullptr ? "no token" : "a token",
                           fstat(file, &unused) != 0 ? "closed" : "open"};
    return out;
  });
  close(file);
  EXPECT_STREQ(getenv("TIPSTAFF_TOKEN"), "a secret");  // this one keeps it
  unsetenv("TIPSTAFF_TOKEN");
  ASSERT_TRUE(said) << said.error().text();
  EXPECT_NE(said->recording.made_by, std::to_string(getpid()));
  EXPECT_THAT(said->recording.notes, ElementsAre("no token", "closed"));
}

TEST(WalkApart, ItsErrorsAndItsEndAreTold) {
  const auto refused = apart([]() -> Result<Walked> { return fail(Code::kNotFound, "Chromium is not here"); });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), Code::kNotFound);
  EXPECT_EQ(refused.error().text(), "Chromium is not here");
  const auto died = apart([]() -> Result<Walked> {
    raise(SIGKILL);
    return Walked{};
  });
  ASSERT_FALSE(died);
  EXPECT_EQ(died.error().code(), Code::kUnavailable);
  EXPECT_THAT(died.error().text(), HasSubstr("ended before its time"));
  EXPECT_EQ(apart([]() -> Result<Walked> { throw std::runtime_error("a fault"); }).error().code(), Code::kUnavailable);
}

TEST(WalkApart, IsNotBegunBesideAnotherThread) {
  std::promise<void> end;
  std::thread other([&] { end.get_future().wait(); });
  EXPECT_THROW((void)apart([] { return Walked{}; }), std::logic_error);
  end.set_value();
  other.join();
}

}  // namespace
}  // namespace tipstaff::site
