#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/rolls.h"
#include "base/files.h"
#include "base/new_file.h"
#include "disclosure/clean_file.h"
#include "disclosure/report.h"
#include "document/observation.h"

namespace tipstaff::app {
namespace {

Result<SharedBytes> bytes_of(int fd, const std::filesystem::path& named) { return SharedBytes::read(fd, document::kLargestFile, named); }

Result<Descriptor> opened(const std::filesystem::path& path) {
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.valid() && errno == ENOENT) return fail(Code::kNotFound, fmt::format("there is no file ‘{}’", path.string()));
  if (!file.valid()) return fail(storage_error("read", path, errno));
  struct stat status {};
  if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode))
    return fail(Code::kUsage, fmt::format("‘{}’ is no file; name files, not folders", path.string()));
  return file;
}

// Errors: those that the next file would meet too.
Result<disclosure::CleanOutcome> clean_into(const std::filesystem::path& folder, const disclosure::FileReport& source, ByteView bytes, const disclosure::Declared& declared,
                                            std::span<const disclosure::RollIndex> rolls, const disclosure::Policy* policy) {
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
    if (as_json) context.print_json(disclosure::rules_as_json(policy));
    else context.print(options.format == "markdown" ? disclosure::rules_as_markdown(policy) : disclosure::rules_as_text(policy));
    return {};
  }
  if (options.files.empty() == options.stdin_name.empty())
    return fail(Code::kUsage, "name the files to check, or with --stdin-name the one that comes on standard input");
  disclosure::Declared declared;
  if (!options.declare.empty()) {
    TRY_ASSIGN(declared, disclosure::parse_declared(options.declare));
  }
  TRY_ASSIGN(const OpenRolls rolls, open_rolls(context, options.rolls, {options.roll_key, options.purpose, false}));
  std::vector<disclosure::FileReport> reports;
  const auto look = [&](const std::string& name, const SharedBytes& bytes) -> Result<void> {
    TRY_ASSIGN(disclosure::FileReport report, disclosure::check_file(name, bytes, declared, std::nullopt, rolls.named, policy));
    if (!options.clean.empty()) {
      TRY_ASSIGN(report.clean, clean_into(options.clean, report, bytes.view(), declared, rolls.named, policy));
    }
    reports.push_back(std::move(report));
    return {};
  };
  if (!options.stdin_name.empty()) {
    TRY_ASSIGN(const SharedBytes bytes, bytes_of(STDIN_FILENO, "standard input"));
    TRY(look(options.stdin_name, bytes));
  }
  for (const std::filesystem::path& file : options.files) {
    TRY_ASSIGN(const Descriptor source, opened(file));
    TRY_ASSIGN(const SharedBytes bytes, bytes_of(source.get(), file));
    TRY(look(file.string(), bytes));
  }
  if (options.format == "sarif") context.print_json(disclosure::report_as_sarif(reports, policy));
  else if (options.format == "html") context.print(disclosure::report_as_html(reports, policy));
  else if (as_json) context.print_json(disclosure::report_as_json(reports, policy));
  else context.print(disclosure::report_as_text(reports, policy));
  const auto count = [&](disclosure::Verdict verdict) { return std::ranges::count(reports, verdict, &disclosure::FileReport::verdict); };
  const auto held = count(disclosure::Verdict::kHold), unknown = count(disclosure::Verdict::kUnknown);
  if (held > 0) return fail(Code::kNo, fmt::format("{} of {} files hold what should not go out", held, reports.size()));
  if (unknown > 0) return fail(Code::kUnknown, fmt::format("{} of {} files may hold anything: it cannot be said what is in them", unknown, reports.size()));
  return {};
}

}  // namespace tipstaff::app
