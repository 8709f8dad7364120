namespace Imaginator.Building.Identities;

/// <summary>Recognizes private keys in PEM and OpenSSH files.</summary>
internal static class PrivateKey
{
    /// <summary>Whether a line of a file begins a private key.</summary>
    public static bool IsIn(ReadOnlySpan<byte> contents)
    {
        foreach (var range in contents.Split((byte)'\n'))
        {
            var line = contents[range].TrimEnd((byte)'\r');
            if (line.StartsWith("-----BEGIN "u8) && line.EndsWith("PRIVATE KEY-----"u8))
            {
                return true;
            }
        }

        return false;
    }
}
