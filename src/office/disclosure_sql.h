// Every statement of the disclosure register. Portable SQL.
#pragma once

namespace tipstaff::office::sql {

inline constexpr const char* kPublishedSchema =
    "CREATE TABLE IF NOT EXISTS published_bytes (disclosure BIGINT NOT NULL, piece BIGINT NOT NULL, box BLOB NOT NULL, "
    "PRIMARY KEY (disclosure, piece))";
inline constexpr const char* kInsertPublished = "INSERT INTO published_bytes (disclosure, piece, box) VALUES (?, ?, ?)";
inline constexpr const char* kPublished = "SELECT piece, box FROM published_bytes WHERE disclosure = ? ORDER BY piece";
inline constexpr const char* kDeletePublished = "DELETE FROM published_bytes WHERE disclosure = ?";

}  // namespace tipstaff::office::sql
