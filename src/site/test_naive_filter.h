// Filter rules matched as slowly and plainly as their description reads; for tests, and sharing no code with
// filter_list. What a rule says is looked up in its text each time. Regular expressions by the standard library.
#pragma once

#include <algorithm>
#include <cctype>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace tipstaff::site::naive {

struct Asked {
  std::string url, type;  // type as the lists write it: “script”
  std::string document_host, document_domain;
  bool third = true;
};

inline std::string small(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}
inline std::vector<std::string> parts(const std::string& text, char mark) {
  std::vector<std::string> out(1);
  for (const char c : text) {
    if (c == mark) {
      out.emplace_back();
    } else {
      out.back() += c;
    }
  }
  return out;
}

// “domain=”: the longest listed name that is the host or stands behind a dot at its end decides.
inline bool host_is(const std::string& host, const std::string& name, const std::string& domain) {
  if (name.size() > 2 && name.substr(name.size() - 2) == ".*") {
    const std::size_t dot = domain.find('.');
    return dot != std::string::npos && host_is(host, name.substr(0, name.size() - 2) + domain.substr(dot), "");
  }
  return host == name || (host.size() > name.size() && host.substr(host.size() - name.size() - 1) == "." + name);
}
inline bool hosts_allow(const std::string& value, const std::string& host, const std::string& domain) {
  std::size_t longest = 0;
  bool any_in = false, said = false;
  for (std::string name : parts(small(value), '|')) {
    const bool out = name[0] == '~';
    if (out) name = name.substr(1);
    any_in |= !out;
    // Of equal length: what is forbidden wins.
    if (host_is(host, name, domain) && (name.size() > longest || (name.size() == longest && out))) {
      longest = name.size();
      said = !out;
    }
  }
  return longest != 0 ? said : !any_in;
}

inline bool separates(unsigned char c) {
  return c < 0x80 && std::isalnum(c) == 0 && c != '_' && c != '-' && c != '.' && c != '%';
}

// Whether `pattern` from `p` stands at `u`; `to_end`: up to the URL's end.
inline bool stands(const std::string& pattern, std::size_t p, const std::string& url, std::size_t u, bool to_end) {
  if (p == pattern.size()) return !to_end || u == url.size();
  if (pattern[p] == '*') {
    for (std::size_t i = u; i <= url.size(); ++i) {
      if (stands(pattern, p + 1, url, i, to_end)) return true;
    }
    return false;
  }
  if (pattern[p] == '^') {
    if (u == url.size()) return stands(pattern, p + 1, url, u, to_end);
    return separates(static_cast<unsigned char>(url[u])) && stands(pattern, p + 1, url, u + 1, to_end);
  }
  return u < url.size() && url[u] == pattern[p] && stands(pattern, p + 1, url, u + 1, to_end);
}

inline bool place_matches(std::string pattern, std::string url) {
  const bool host = pattern.substr(0, 2) == "||", start = !host && pattern.substr(0, 1) == "|";
  pattern = pattern.substr(host ? 2 : start ? 1 : 0);
  const bool end = !pattern.empty() && pattern.back() == '|';
  if (end) pattern.pop_back();
  if (start) return stands(pattern, 0, url, 0, end);
  if (!host) return stands("*" + pattern, 0, url, 0, end);
  static const std::regex kHost(R"(^[^:]*:[/\\]*(?:[^/\\?]*@)?(\[[^\]]*\]?|[^/\\?:]*))");
  std::smatch found;
  if (!std::regex_search(url, found, kHost)) return false;
  for (std::size_t i = 0; i < static_cast<std::size_t>(found.length(1)); ++i) {
    const auto at = static_cast<std::size_t>(found.position(1)) + i;
    if ((i == 0 || url[at - 1] == '.') && stands(pattern, 0, url, at, end)) return true;
  }
  return false;
}

// One rule, “@@” or not; its options are known ones, set off by the last ‘$’ that something but ‘/’ follows.
class Rule {
 public:
  explicit Rule(const std::string& text) : written(text), spares(text.substr(0, 2) == "@@") {
    const std::string rule = text.substr(spares ? 2 : 0);
    const std::size_t dollar = rule.empty() || rule.back() == '/' ? std::string::npos : rule.rfind('$');
    const bool has_options = dollar != std::string::npos && dollar + 1 < rule.size() && rule[dollar + 1] != '/';
    pattern_ = has_options ? rule.substr(0, dollar) : rule;
    if (has_options) options_ = parts(rule.substr(dollar + 1), ',');
    match_case_ = std::count(options_.begin(), options_.end(), "match-case") != 0;
    regex_ = pattern_.size() > 2 && pattern_.front() == '/' && pattern_.back() == '/';
    if (!match_case_ && !regex_) pattern_ = small(pattern_);
    // What can be said quickly: the words that a URL must hold.
    for (const std::string& a : parts(regex_ ? "" : pattern_, '*')) {
      for (const std::string& b : parts(a, '^')) {
        for (const std::string& word : parts(b, '|')) words_.push_back(word);
      }
    }
  }

  bool matches(const Asked& asked) const {
    std::string url = asked.url.substr(0, asked.url.find('#'));
    if (regex_) {
      const auto flags = match_case_ ? std::regex::ECMAScript : std::regex::ECMAScript | std::regex::icase;
      return options_match(asked) && std::regex_search(url, std::regex(pattern_.substr(1, pattern_.size() - 2), flags));
    }
    if (!match_case_) url = small(url);
    for (const std::string& word : words_) {
      if (url.find(word) == std::string::npos) return false;
    }
    return options_match(asked) && place_matches(pattern_, url);
  }

  const std::string written;
  const bool spares;

 private:
  bool options_match(const Asked& asked) const {
    std::set<std::string> in, out;
    for (const std::string& option : options_) {
      const std::string name = option.substr(0, option.find('='));
      const std::string value = option.find('=') == std::string::npos ? "" : option.substr(option.find('=') + 1);
      if (name == "third-party" || name == "~first-party" || name == "3p") {
        if (!asked.third) return false;
      } else if (name == "first-party" || name == "~third-party" || name == "1p") {
        if (asked.third) return false;
      } else if (name == "domain" || name == "from") {
        if (!hosts_allow(value, asked.document_host, asked.document_domain)) return false;
      } else if (!name.empty() && name != "important" && name != "redirect" && name != "match-case") {
        const bool negated = name[0] == '~';
        std::string type = negated ? name.substr(1) : name;
        if (type == "xhr") type = "xmlhttprequest";
        if (type == "object" || type == "object-subrequest") type = negated ? "" : "other";
        (negated ? out : in).insert(type);
      }
    }
    if (in.count("all") == 0 && (in.empty() ? asked.type == "document" : in.count(asked.type) == 0)) return false;
    return out.count(asked.type) == 0;
  }

  std::string pattern_;
  std::vector<std::string> options_, words_;
  bool match_case_ = false, regex_ = false;
};

}  // namespace tipstaff::site::naive
