// Ten thousand mutants of real files with real hidden data (shared/corpus) and of the samples of tests/data: cut, bits
// flipped, runs zeroed or noise, lines taken out, blocks swapped, doubled, taken out; in archives also inside the
// members, packed anew with checksums that are right, and in PDF inside what was packed. None crashes the parent or
// hangs, a child that dies is told, and none passes that still holds what was hidden: each word of the hidden layers
// that other eyes (mutate.h) still find in a mutant which passes must have been told by its reader, as something that
// is seen or as something that is but a note. Under sanitizers, which take a second to start a child, fewer are read in
// this process, and none may make a reader do what it must not.
#include "document/pdf/qpdf.h"  // before its other headers

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <qpdf/QPDFLogger.hh>
#include <qpdf/QPDFWriter.hh>

#include <fstream>
#include <iterator>

#include "base/sandbox.h"
#include "corpus/mutate.h"
#include "disclosure/check.h"
#include "document/document_child.h"
#include "document/reader.h"
#include "test_child.h"
#include "test_support.h"

namespace tipstaff {

std::optional<int> test_child(int argc, char** argv) {
  const SandboxRole roles[] = {document::document_role()};
  return run_if_sandboxed_child(argc, argv, roles);
}

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
constexpr std::size_t kMutants = 1'500;
#else
constexpr bool kSanitized = false;
constexpr std::size_t kMutants = 10'000;
#endif
constexpr std::size_t kParts = 8;

using Words = std::set<std::string>;

// The words of a file by whether a hold is said of them.
class WordSink : public document::Sink {
 public:
  void row(std::uint32_t layer, std::span<const std::string> cells) override {
    for (const std::string& cell : cells) open_[layer].merge(test::words_of(cell));
  }
  void observed(const document::Observation& seen) override {
    Words words = test::words_of(seen.place);
    words.merge(test::words_of(seen.part));
    others_.merge(words);
    if (seen.layer == 0) return;
    const bool held = seen.trait != document::Trait::kVisible &&
                      disclosure::rule_for(seen.trait).severity == disclosure::Severity::kHold;
    (held ? held_ : others_).merge(std::move(open_[seen.layer]));
  }
  // Of the hidden layers and of no other.
  Words hidden() const {
    Words out;
    std::ranges::set_difference(held_, others_, std::inserter(out, out.end()));
    return out;
  }
  const Words& not_held() const { return others_; }

 private:
  std::map<std::uint32_t, Words> open_;
  Words held_, others_;
};

WordSink words_told(const std::string& file) {
  WordSink out;
  EXPECT_TRUE(document::read_safely(as_bytes(file), out));
  return out;
}

struct Base {
  std::string name, bytes;
};

std::string content_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// A PDF with nothing packed in it; empty: it cannot be made.
std::string laid_open(const std::string& pdf) {
  try {
    QPDF file;
    file.setLogger(QPDFLogger::create());
    file.setSuppressWarnings(true);
    file.processMemoryFile("sample", pdf.data(), pdf.size());
    QPDFWriter writer(file);
    writer.setOutputMemory();
    writer.setQDFMode(true);
    writer.setStaticID(true);
    writer.write();
    const auto made = writer.getBufferSharedPointer();
    return {reinterpret_cast<const char*>(made->getBuffer()), made->getSize()};
  } catch (const std::exception&) {
    return {};
  }
}

std::vector<Base> bases(const std::filesystem::path& corpus) {
  std::vector<Base> out;
  const char* data = std::getenv("TIPSTAFF_DATA");
  const std::filesystem::path own = data == nullptr ? "tests/data" : data;
  std::set<std::filesystem::path> paths;
  for (const auto& folder : {corpus / "files", own / "hidden", own / "old", own / "pages", own / "pictures"})
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      const std::string kind = entry.path().extension().string();
      if (entry.is_regular_file() && kind != ".py" && kind != ".mjs" && kind != ".sh" && kind != ".tsv")
        paths.insert(entry.path());
    }
  for (const auto& path : paths) {
    out.push_back({path.parent_path().filename().string() + "/" + path.filename().string(), content_of(path)});
    if (path.extension() == ".pdf")
      if (std::string open = laid_open(out.back().bytes); !open.empty())
        out.push_back({out.back().name + " laid open", std::move(open)});
  }
  return out;
}

// The same for a file wherever it lies and whatever lies beside it; others with another TIPSTAFF_SEED.
std::uint64_t seed_of(std::string_view name) {
  const char* chosen = std::getenv("TIPSTAFF_SEED");
  std::uint64_t out = chosen == nullptr ? 20230808 : std::strtoull(chosen, nullptr, 10);
  for (const char c : name) out = (out ^ static_cast<unsigned char>(c)) * 1'099'511'628'211U;
  return out;
}

bool is_picture(std::string_view file) {
  using namespace std::string_view_literals;
  return file.starts_with("\xff\xd8") || file.starts_with("\x89PNG") || file.starts_with("II*") ||
         file.starts_with("MM\0*"sv) || file.starts_with("RIFF") || file.substr(0, 8).ends_with("ftyp");
}

struct Count {
  std::size_t mutants = 0, held = 0, unknown = 0, passed = 0, stopped = 0;
};

bool was_stopped(const disclosure::FileReport& report) {
  return std::ranges::any_of(report.findings, [](const disclosure::Finding& finding) {
    return finding.what.find("its reader was stopped") != std::string::npos;
  });
}

std::string joined(const Words& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : " ") + word;
  return out.substr(0, 400);
}

// What ExifTool finds in a picture that says where it was taken, by whom, with which camera; and what small picture
// lies in it.
std::string told_by_exiftool(const std::string& picture) {
  const test::TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "picture";
  std::ofstream(path, std::ios::binary) << picture;
  const std::string command =
      "exiftool -q -s -GPSPosition -GPSLatitude -SerialNumber -LensSerialNumber -OwnerName -Artist -ThumbnailImage " +
      path.string() + " 2>/dev/null";
  FILE* pipe = popen(command.c_str(), "r");
  std::string out;
  for (int c = 0; pipe != nullptr && (c = fgetc(pipe)) != EOF;) out += static_cast<char>(c);
  const int status = pipe == nullptr ? -1 : pclose(pipe);
  EXPECT_TRUE(status == 0 || status == 256) << "exiftool cannot be run; it is in packages/test.txt";
  return out;
}

// A mutant of a file that was held has passed: rightly when what was hidden is gone, or is to be seen now.
void expect_nothing_hidden(const Base& base, const Words& hidden, const test::Mutant& mutant) {
  const WordSink now = words_told(mutant.bytes);
  Words still, lost;
  std::ranges::set_intersection(hidden, test::words_inside(mutant.bytes), std::inserter(still, still.end()));
  std::ranges::set_difference(still, now.not_held(), std::inserter(lost, lost.end()));
  if (const char* keep = std::getenv("TIPSTAFF_KEEP"); keep != nullptr && !lost.empty())  // a folder
    std::ofstream(std::filesystem::path(keep) / std::to_string(seed_of(mutant.bytes)), std::ios::binary)
        << mutant.bytes;
  EXPECT_TRUE(lost.empty()) << base.name << ", " << mutant.how << ": passes, and still holds: " << joined(lost);
  if (is_picture(base.bytes)) {
    EXPECT_EQ(told_by_exiftool(mutant.bytes), "") << base.name << ", " << mutant.how << ": passes";
  }
}

class Mutations : public testing::TestWithParam<std::size_t> {};

std::size_t each_of(const std::vector<Base>& all) { return (kMutants + all.size() - 1) / all.size(); }

TEST_P(Mutations, NoneMakesAReaderDoWhatItMustNot) {
  if (!kSanitized) GTEST_SKIP() << "skipped: no sanitizer";
  TIPSTAFF_SHARED_DATA(corpus, "corpus");
  const std::vector<Base> all = bases(corpus);
  ASSERT_GT(all.size(), 170U);
  document::prepare_readers();
  std::size_t read = 0;
  for (std::size_t i = GetParam(); i < all.size(); i += kParts) {
    test::Mutator mutator(all[i].bytes, seed_of(all[i].name));
    for (std::size_t each = 0; each < each_of(all); ++each) {
      const test::Mutant mutant = mutator.next();
      SCOPED_TRACE(all[i].name + ", " + mutant.how);
      WordSink sink;
      EXPECT_FALSE(document::read_document(as_bytes(mutant.bytes), sink).empty());
      ++read;
    }
  }
  fmt::print("{} mutants read\n", read);
}

TEST_P(Mutations, NoneCrashesHangsOrPassesWithWhatWasHidden) {
  if (kSanitized) GTEST_SKIP() << "skipped: in the child, on a release build";
  TIPSTAFF_SHARED_DATA(corpus, "corpus");
  const std::vector<Base> all = bases(corpus);
  ASSERT_GT(all.size(), 170U);
  Count count;
  for (std::size_t i = GetParam(); i < all.size(); i += kParts) {
    const Base& base = all[i];
    const auto whole = disclosure::check_file(base.name, as_bytes(base.bytes));
    ASSERT_TRUE(whole) << whole.error().text();
    const Words hidden = words_told(base.bytes).hidden();
    test::Mutator mutator(base.bytes, seed_of(base.name));
    for (std::size_t each = 0; each < each_of(all); ++each) {
      const test::Mutant mutant = mutator.next();
      const auto report = disclosure::check_file(base.name, as_bytes(mutant.bytes));
      ASSERT_TRUE(report) << base.name << ", " << mutant.how << ": " << report.error().text();
      ++count.mutants;
      if (was_stopped(*report)) {
        ++count.stopped;
        fmt::print("its reader was stopped: {}, {}\n", base.name, mutant.how);
      }
      switch (report->verdict) {
        case disclosure::Verdict::kHold:
          ++count.held;
          break;
        case disclosure::Verdict::kUnknown:
          ++count.unknown;
          break;
        case disclosure::Verdict::kPass:
          ++count.passed;
          if (whole->verdict != disclosure::Verdict::kPass) expect_nothing_hidden(base, hidden, mutant);
          break;
      }
    }
  }
  fmt::print("{} mutants: {} held, {} unknown, of which the reader of {} was stopped, {} passed\n", count.mutants,
             count.held, count.unknown, count.stopped, count.passed);
  EXPECT_GE(count.mutants, kMutants / kParts - all.size());
}

INSTANTIATE_TEST_SUITE_P(Part, Mutations, testing::Range<std::size_t>(0, kParts));

}  // namespace
}  // namespace tipstaff
