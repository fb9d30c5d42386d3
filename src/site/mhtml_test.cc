// Pages that a browser saved as one file. tests/data/pages/report.mhtml: a page of ours, saved by Chromium 156
// (Page.captureSnapshot).
#include "site/mhtml.h"

#include <gmock/gmock.h>

#include "site/site_child.h"
#include "test_child.h"
#include "test_support.h"

namespace tipstaff::site {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;

std::vector<std::string> urls(const Recording& recording) {
  std::vector<std::string> out;
  for (const Exchange& each : recording.exchanges) out.push_back(each.url);
  return out;
}

class Mhtml : public testing::Test {
 protected:
  Mhtml() { prepare_mhtml(); }
  const std::string file_ = [] {
    const char* data = std::getenv("TIPSTAFF_DATA");
    return std::string(
        as_text(SystemFiles()
                    .read(std::filesystem::path(data == nullptr ? "tests/data" : data) / "pages/report.mhtml")
                    .value()));
  }();
};

TEST_F(Mhtml, SaysWhomThePageAndItsFramesCalled) {
  ASSERT_TRUE(is_mhtml(file_));
  SafeReader reader;
  const Recording page = reader.read_saved(as_bytes(file_), "report.mhtml", "").value();
  ASSERT_EQ(page.pages.size(), 1U);
  EXPECT_EQ(page.pages[0].url, "http://www.northmoor.example:8099/report");
  EXPECT_EQ(page.pages[0].title, "Report a crime – Northmoor");
  EXPECT_THAT(
      urls(page),
      IsSupersetOf({"http://www.facebook.com:8099/tr?id=1&ev=PageView&dl=http%3A%2F%2Fwww.northmoor.example%2Freport",
                    "http://static.northmoor.example:8099/site.css", "http://static.northmoor.example:8099/bg.png",
                    "http://player.example:8099/embed", "http://pixels.example:8099/p.gif"}));
  for (const Exchange& each : page.exchanges)
    EXPECT_EQ(each.document == "http://player.example:8099/embed", each.url.starts_with("http://pixels")) << each.url;
  EXPECT_THAT(page.unread, Contains(HasSubstr("scripts")));
}

TEST_F(Mhtml, AnAddressThatIsGivenWins) {
  EXPECT_EQ(read_mhtml(file_, "x", "https://www.northmoor.example/new").pages.at(0).url,
            "https://www.northmoor.example/new");
}

TEST_F(Mhtml, WhatIsCutShortNeverPasses) {
  for (std::size_t size = 0; size < file_.size(); size += 97) {
    const Recording cut = read_mhtml(std::string_view(file_).substr(0, size), "x", "");
    EXPECT_THAT(cut.unread, Not(IsEmpty())) << size;
  }
}

TEST_F(Mhtml, MailsAndPagesAreNone) {
  EXPECT_FALSE(is_mhtml("From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nmultipart/related"));
  EXPECT_FALSE(is_mhtml("<!doctype html><p>MIME-Version: multipart/related"));
}

}  // namespace
}  // namespace tipstaff::site
