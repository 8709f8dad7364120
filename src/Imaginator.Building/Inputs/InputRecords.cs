using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Imaginator.Building.Logging;
using Microsoft.Extensions.Logging;

namespace Imaginator.Building.Inputs;

/// <summary>
/// Records the inputs of the newest image of each stream, in one small file per stream. Thread-safe. A lost record costs one
/// unnecessary build, so errors are logged and fail no build.
/// </summary>
/// <param name="directory">The directory of the files; created if missing.</param>
/// <param name="logger">Gets errors of reading and writing.</param>
public sealed class InputRecords(string directory, ILogger logger)
{
    private const UnixFileMode OwnersOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Finds the inputs of the newest image of a stream; null if they are unknown.</summary>
    internal InputRecord? Find(string streamName)
    {
        try
        {
            var path = PathOf(streamName);
            return File.Exists(path) && JsonSerializer.Deserialize<InputRecord>(File.ReadAllBytes(path)) is { } record
                && record.StreamName == streamName
                ? record
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            BuildLogMessages.InputRecordUnusable(logger, streamName, e.Message);
            return null;
        }
    }

    /// <summary>Records the inputs of a new image.</summary>
    internal void Save(InputRecord record)
    {
        try
        {
            Directory.CreateDirectory(directory, OwnersOnly);
            var path = PathOf(record.StreamName);
            var next = $"{path}.{Guid.NewGuid():N}";
            File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(record));
            File.Move(next, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            BuildLogMessages.InputRecordUnusable(logger, record.StreamName, e.Message);
        }
    }

    // Stream names contain slashes and may be longer than file names.
    private string PathOf(string streamName) =>
        Path.Combine(directory, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(streamName))) + ".json");
}
