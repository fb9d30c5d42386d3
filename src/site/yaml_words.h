// What the readers of policies and journeys share: YAML 1.2 as yaml-cpp reads it, words that are known, texts of
// bounded length. Errors name the line and the column: "site policy, line 2, column 1: …". Of files that the user
// wrote.
#pragma once

#include <yaml-cpp/yaml.h>

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "site/journey.h"

namespace tipstaff::site {

class YamlWords {
 public:
  explicit constexpr YamlWords(std::string_view what) : what_(what) {}

  static constexpr std::size_t kLongestFile = 65'536, kLongestText = 500;

  // The first mark of `text` is a mapping, which is what `read` gets. Errors: kInvalid: larger than 64 KiB, no YAML;
  // those of `read`.
  template <class T, class Read>
  Result<T> whole(std::string_view text, Read read) const {
    if (text.size() > kLongestFile)
      return fail(Code::kInvalid, std::string("a ") + std::string(what_) + " has 64 KiB at most");
    try {
      const YAML::Node root = YAML::Load(std::string(text));
      if (!root.IsMap()) return wrong(root, "it begins with ‘tipstaff " + std::string(what_) + ": 1’");
      return read(root);
    } catch (const YAML::Exception& fault) {  // yaml-cpp throws on any malformed text
      return wrong(fault.mark, "it is no YAML: " + fault.msg);
    }
  }

  tl::unexpected<Error> wrong(const YAML::Node& at, std::string_view why) const { return wrong(at.Mark(), why); }
  tl::unexpected<Error> wrong(const YAML::Mark& at, std::string_view why) const;

  // 1 to kLongestText bytes, nothing invisible in them. Errors: kInvalid.
  Result<std::string> text(const YAML::Node& node, std::string_view name) const;
  // Every key of `node` is one of `keys`, none stands twice, the first `needed` are there. Errors: kInvalid.
  Result<void> check_keys(const YAML::Node& node, std::span<const std::string_view> keys, std::size_t needed) const;
  // The version after the file's first word. Errors: kInvalid unless it is 1.
  Result<void> version_one(const YAML::Node& root, std::string_view key) const;
  // {accept: SELECTOR, reject: SELECTOR}, either or both. Errors: kInvalid.
  Result<ConsentButtons> consent_buttons(const YAML::Node& node) const;
  Result<std::string> selector(const YAML::Node& node, std::string_view name) const;

 private:
  std::string_view what_;  // "site policy"
};

}  // namespace tipstaff::site
