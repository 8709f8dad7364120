using System.Text;
using Imaginator.Linux.Storage;

namespace Imaginator.Postgres.Connecting;

/// <summary>A file with the password of the database's user in its first line. It is read for each connection: passwords change.</summary>
internal sealed class PasswordFile(string path)
{
    private const UnixFileMode ForOthers =
        UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private const int MaximumLength = 4096;

    /// <summary>Reads the password.</summary>
    /// <exception cref="ImaginatorException">The file cannot be read, is empty, or is open to other users.</exception>
    public string Read()
    {
        try
        {
            if ((File.GetUnixFileMode(path) & ForOthers) != 0)
            {
                throw new ImaginatorException($"password file {path} is open to other users; use chmod 600");
            }

            var text = Encoding.UTF8.GetString(RegularFile.ReadAll(path, MaximumLength));
            return text.Split('\n')[0].TrimEnd('\r') is { Length: > 0 } password
                ? password
                : throw new ImaginatorException($"password file {path} has no password in its first line");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImaginatorException($"cannot read password file {path}: {e.Message}", e);
        }
    }
}
