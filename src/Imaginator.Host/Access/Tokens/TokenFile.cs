using System.Collections.Immutable;
using System.Text.Json;
using Imaginator.Linux.Storage;

namespace Imaginator.Host.Access.Tokens;

/// <summary>The file of bearer tokens in the state directory, which only its owner can read and write.</summary>
internal sealed class TokenFile(string stateDirectory)
{
    private const string FileName = "tokens.json";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Writable = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    // Far more than all tokens with the longest scopes.
    private const int MaximumBytes = 64 * 1024 * 1024;

    public string Path { get; } = System.IO.Path.Combine(stateDirectory, FileName);

    /// <summary>Reads all tokens; none if there is no file.</summary>
    /// <exception cref="ImaginatorException">The file cannot be used; the message says what to do.</exception>
    public ImmutableArray<AccessToken> Read()
    {
        try
        {
            if (!File.Exists(Path))
            {
                return [];
            }

            if ((File.GetUnixFileMode(Path) & Writable) != 0)
            {
                throw new ImaginatorException(
                    $"cannot use \"{Path}\": users other than its owner can write it, and could add tokens; check its tokens, and run chmod 600 {Path}");
            }

            var tokens = JsonSerializer.Deserialize(RegularFile.ReadAll(Path, MaximumBytes), TokenJson.Default.ImmutableArrayAccessToken);
            return tokens.IsDefault ? [] : tokens;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ImaginatorException(
                $"cannot use \"{Path}\": {e.Clause()}; repair it, or delete it, which revokes all tokens", e);
        }
    }

    /// <summary>Replaces the file.</summary>
    /// <exception cref="ImaginatorException">The file cannot be written.</exception>
    public void Write(ImmutableArray<AccessToken> tokens)
    {
        try
        {
            DurableFile.Replace(Path, JsonSerializer.SerializeToUtf8Bytes(tokens, TokenJson.Default.ImmutableArrayAccessToken), OwnerOnly);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImaginatorException($"cannot write \"{Path}\": {e.Clause()}", e);
        }
    }
}
