using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Imaginator.PackageCache.Serving;

/// <summary>The sessions of running commands, each with its own secret; other clients have no access. Thread-safe.</summary>
internal sealed class ProxySessions
{
    private const string User = "build";
    private const int SecretBytes = 16;

    private readonly ConcurrentDictionary<string, ProxySession> _sessions = new(StringComparer.Ordinal);

    /// <summary>Opens a session, which ends when it is disposed; <paramref name="upstream"/> is the proxy of the build, null for none.</summary>
    public ProxySession Open(int port, Uri? upstream)
    {
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));
        var session = new ProxySession(
            new Uri($"http://{User}:{secret}@127.0.0.1:{port}/"), upstream, () => _sessions.TryRemove(secret, out _));
        _sessions[secret] = session;
        return session;
    }

    /// <summary>Finds the session of a request by its header <c>Proxy-Authorization</c>; null if there is none.</summary>
    public ProxySession? Find(string? authorization)
    {
        const string Scheme = "Basic ";
        Span<byte> decoded = stackalloc byte[128];
        if (authorization is null
            || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            || !Convert.TryFromBase64Chars(authorization.AsSpan(Scheme.Length).Trim(), decoded, out var length))
        {
            return null;
        }

        return Encoding.Latin1.GetString(decoded[..length]).Split(':', 2) is [User, var secret]
            ? _sessions.GetValueOrDefault(secret)
            : null;
    }
}
