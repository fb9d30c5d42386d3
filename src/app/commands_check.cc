#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <mutex>
#include <thread>

#include "app/commands.h"
#include "app/rolls.h"
#include "base/files.h"
#include "base/new_file.h"
#include "disclosure/clean_file.h"
#include "disclosure/report.h"
#include "document/observation.h"

namespace tipstaff::app {
namespace {

Result<SharedBytes> bytes_of(int fd, const std::filesystem::path& named) {
  return SharedBytes::read(fd, document::kLargestFile, named);
}

Result<Descriptor> opened(const std::filesystem::path& path) {
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.valid() && errno == ENOENT)
    return fail(Code::kNotFound, fmt::format("there is no file ‘{}’", path.string()));
  if (!file.valid()) return fail(storage_error("read", path, errno));
  struct stat status {};
  if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode))
    return fail(Code::kUsage, fmt::format("‘{}’ is no file; name files, not folders", path.string()));
  return file;
}

// Errors: those that the next file would meet too.
Result<disclosure::CleanOutcome> clean_into(const std::filesystem::path& folder, const disclosure::FileReport& source,
                                            ByteView bytes, const disclosure::Declared& declared,
                                            std::span<const disclosure::RollIndex> rolls,
                                            const disclosure::Policy* policy) {
  disclosure::CleanOutcome out;
  auto made = disclosure::clean_file(source, bytes, declared, rolls, policy);
  if (!made && made.error().code() != Code::kRefused) return fail(std::move(made).error());
  if (!made) {
    out.refused = made.error().text();
    return out;
  }
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return fail(storage_error("cannot make", folder, error.value()));
  const std::filesystem::path path = folder / disclosure::clean_name(source.path, made->copy.extension);
  // A copy that stands there already is one file's matter: the others' reports, and this one's, are given all the same.
  if (auto written = write_new(path, made->copy.content); !written && written.error().code() == Code::kRefused) {
    out.refused = written.error().text();
    return out;
  } else if (!written) {
    return fail(std::move(written).error());
  }
  out.path = path.string();
  out.left_out = made->copy.left_out;
  out.sha256 = made->report.sha256;
  return out;
}

using Reports = std::vector<disclosure::FileReport>;
using Look = std::function<Result<disclosure::FileReport>(const std::string& name, const SharedBytes& bytes)>;

// Some at once, each in a child of its own; the reports in the order in which the files were named. Errors: of the
// first file, in that order, that could not be looked at; then no more files are begun.
Result<Reports> look_at_all(const std::vector<std::filesystem::path>& files, std::size_t at_once, const Look& look,
                            const Progress& progress) {
  std::vector<std::optional<Result<disclosure::FileReport>>> looked(files.size());
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> failed = false;
  std::mutex telling;
  std::size_t done = 0;
  const auto look_at = [&](const std::filesystem::path& file) -> Result<disclosure::FileReport> {
    TRY_ASSIGN(const Descriptor source, opened(file));
    TRY_ASSIGN(const SharedBytes bytes, bytes_of(source.get(), file));
    return look(file.string(), bytes);
  };
  const auto work = [&] {
    for (std::size_t i = next++; i < files.size() && !failed; i = next++) {
      if (!looked[i].emplace(look_at(files[i]))) failed = true;
      const std::lock_guard hold(telling);
      ++done;
      if (files.size() > 1) progress({"files checked", done, files.size()});
    }
  };
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < std::min(at_once, files.size()); ++i) threads.emplace_back(work);
  for (std::thread& thread : threads) thread.join();
  Reports out;
  for (auto& one : looked) {
    if (!one) continue;  // not begun, for another could not be looked at
    TRY_ASSIGN(disclosure::FileReport report, std::move(*one));
    out.push_back(std::move(report));
  }
  return out;
}

}  // namespace

Result<void> check(Context& context, const CheckOptions& options) {
  const bool as_json = options.format == "json" || context.json;
  std::optional<disclosure::Policy> own;
  if (!options.policy.empty()) {
    TRY_ASSIGN(const Descriptor file, opened(options.policy));
    TRY_ASSIGN(const SharedBytes bytes, bytes_of(file.get(), options.policy));
    TRY_ASSIGN(own, disclosure::parse_policy(as_text(bytes.view())));
  }
  const disclosure::Policy* policy = own ? &*own : nullptr;
  if (options.rules) {
    if (as_json)
      context.print_json(disclosure::rules_as_json(policy));
    else
      context.print(options.format == "markdown" ? disclosure::rules_as_markdown(policy)
                                                 : disclosure::rules_as_text(policy));
    return {};
  }
  if (options.files.empty() == options.stdin_name.empty())
    return fail(Code::kUsage, "name the files to check, or with --stdin-name the one that comes on standard input");
  disclosure::Declared declared;
  if (!options.declare.empty()) {
    TRY_ASSIGN(declared, disclosure::parse_declared(options.declare));
  }
  TRY_ASSIGN(const OpenRolls rolls, open_rolls(context, options.rolls, {options.roll_key, options.purpose, false}));
  const bool clean = !options.clean.empty();
  const auto look = [&](const std::string& name, const SharedBytes& bytes) -> Result<disclosure::FileReport> {
    TRY_ASSIGN(disclosure::FileReport report,
               disclosure::check_file(name, bytes, declared, std::nullopt, rolls.named, policy));
    if (clean) {
      TRY_ASSIGN(report.clean, clean_into(options.clean, report, bytes.view(), declared, rolls.named, policy));
    }
    return report;
  };
  // Of copies that would have one name the first file's is made, so they are made one after the other.
  const std::size_t at_once = clean ? 1 : std::max(1U, std::thread::hardware_concurrency());
  Reports reports;
  if (!options.stdin_name.empty()) {
    TRY_ASSIGN(const SharedBytes bytes, bytes_of(STDIN_FILENO, "standard input"));
    TRY_ASSIGN(reports.emplace_back(), look(options.stdin_name, bytes));
  } else {
    TRY_ASSIGN(reports, look_at_all(options.files, at_once, look, context.progress()));
  }
  if (options.format == "sarif")
    context.print_json(disclosure::report_as_sarif(reports, policy));
  else if (options.format == "html")
    context.print(disclosure::report_as_html(reports, policy));
  else if (as_json)
    context.print_json(disclosure::report_as_json(reports, policy));
  else
    context.print(disclosure::report_as_text(reports, policy));
  const auto count = [&](disclosure::Verdict verdict) {
    return std::ranges::count(reports, verdict, &disclosure::FileReport::verdict);
  };
  const auto held = count(disclosure::Verdict::kHold), unknown = count(disclosure::Verdict::kUnknown);
  if (held > 0) return fail(Code::kNo, fmt::format("{} of {} files hold what should not go out", held, reports.size()));
  if (unknown > 0)
    return fail(Code::kUnknown, fmt::format("{} of {} files may hold anything: it cannot be said what is in them",
                                            unknown, reports.size()));
  return {};
}

}  // namespace tipstaff::app
