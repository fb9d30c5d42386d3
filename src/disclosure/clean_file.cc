#include "disclosure/clean_file.h"

#include <fmt/format.h>

#include "clean/clean_child.h"
#include "document/observation.h"

namespace tipstaff::disclosure {
namespace {

// Of these the page shows what may not be meant to go out, and taking away the mark would leave it.
constexpr std::string_view kMeantToBeGone[] = {"redaction-pending", "conditional-format-hides"};

Result<void> refuse(const FileReport& source) {
  for (const Finding& finding : source.findings) {
    const bool inside = finding.where.find(" › ") != std::string::npos;  // a file in the file: left out whole
    const std::string_view rule = finding.rule->id;
    if (!inside && (rule == "not-read" || rule == "encrypted" || rule == "duplicate-name"))
      return fail(Code::kRefused, fmt::format("not all of it can be read: {} ({})", finding.what, finding.where));
    if (std::ranges::find(kMeantToBeGone, rule) != std::end(kMeantToBeGone))
      return fail(Code::kRefused, fmt::format("{} ({}): {}", finding.what, finding.where, finding.rule->remove));
  }
  return {};
}

}  // namespace

Result<CleanFile> clean_file(const FileReport& source, ByteView file, const Declared& declared,
                             std::span<const RollIndex> rolls, const Policy* policy) {
  TRY(refuse(source));
  CleanFile out;
  TRY_ASSIGN(out.copy, clean::clean_safely(file));
  std::vector<RollIndex> quiet(rolls.begin(), rolls.end());
  for (RollIndex& roll : quiet) roll.whom = nullptr;
  TRY_ASSIGN(out.report, check_file(clean_name(source.path, out.copy.extension), out.copy.content, declared,
                                    std::nullopt, quiet, policy));
  if (out.report.verdict != Verdict::kPass) {
    const Finding& worst = out.report.findings.front();
    return fail(Code::kRefused, fmt::format("checked again, the copy does not pass: {} ({})", worst.what, worst.where));
  }
  if (out.report.kind == "pdf" && out.report.seen != source.seen)
    return fail(Code::kRefused,
                "its pages would show other words than they do: something hangs on layers, annotations or forms");
  return out;
}

std::string clean_name(std::string_view name, std::string_view extension) {
  name.remove_prefix(name.rfind('/') == std::string_view::npos ? 0 : name.rfind('/') + 1);
  const std::size_t dot = name.rfind('.');
  const std::string_view stem = dot == std::string_view::npos || dot == 0 ? name : name.substr(0, dot);
  return fmt::format("{}{}", stem.empty() ? "file" : stem, extension);
}

}  // namespace tipstaff::disclosure
