using System.Buffers.Binary;
using System.Text;
using Imaginator.Linux.Storage;

namespace Imaginator.Plugins.GitSource.Channels.Ssh;

/// <summary>Describes why ssh cannot use the file of a private key, with the remedy.</summary>
internal static class SshKeyFault
{
    private const int MaximumKeyBytes = 64 * 1024;
    private const string OpenSshBegin = "-----BEGIN OPENSSH PRIVATE KEY-----";
    private const string End = "-----END";

    /// <summary>The fault of a file; null if there is none.</summary>
    public static string? Find(string path)
    {
        try
        {
            if (!Path.Exists(path))
            {
                return "the file does not exist; create it, or correct the setting";
            }

            using var stream = RegularFile.OpenRead(path);
            var buffer = new byte[MaximumKeyBytes];
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            var text = Encoding.Latin1.GetString(buffer, 0, length);
            return !text.Contains("-----BEGIN ", StringComparison.Ordinal) ? "the file has no private key; correct the setting"
                : IsEncrypted(text) ? "it has a passphrase; use a key without one, or remove it with: ssh-keygen -p -N '' -f " + path
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"{exception.Clause()}; correct the permissions or the setting";
        }
    }

    private static bool IsEncrypted(string text)
    {
        if (text.Contains("-----BEGIN ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal)
            || text.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
        {
            return true;
        }

        var begin = text.IndexOf(OpenSshBegin, StringComparison.Ordinal);
        var end = begin < 0 ? -1 : text.IndexOf(End, begin, StringComparison.Ordinal);
        if (end < 0)
        {
            return false;
        }

        // PROTOCOL.key of OpenSSH: a magic text with a zero byte, and the name of the cipher with its length.
        var key = new byte[text.Length];
        return Convert.TryFromBase64String(text[(begin + OpenSshBegin.Length)..end], key, out var length)
            && key.AsSpan(0, length) is var bytes
            && bytes.StartsWith("openssh-key-v1\0"u8)
            && bytes.Length > 19
            && BinaryPrimitives.ReadUInt32BigEndian(bytes[15..]) is var cipherLength
            && !(cipherLength == 4 && bytes[19..].StartsWith("none"u8));
    }
}
