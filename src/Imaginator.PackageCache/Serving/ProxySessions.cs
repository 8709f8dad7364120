using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Imaginator.PackageCache.Serving;

/// <summary>Who may use the proxy: commands of builds that run, each by a secret of its own. Thread-safe.</summary>
internal sealed class ProxySessions
{
    private const string User = "build";
    private const int SecretBytes = 16;

    private readonly ConcurrentDictionary<string, ProxySession> _leases = new(StringComparer.Ordinal);

    /// <summary>Lets a command use the proxy.</summary>
    /// <param name="port">The proxy's port.</param>
    /// <param name="upstream">The proxy that it would have used.</param>
    /// <returns>The lease; disposing it ends the access.</returns>
    public ProxySession Open(int port, Uri? upstream)
    {
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));
        var lease = new ProxySession(
            new Uri($"http://{User}:{secret}@127.0.0.1:{port}/"), upstream, () => _leases.TryRemove(secret, out _));
        _leases[secret] = lease;
        return lease;
    }

    /// <summary>Finds the lease of a request.</summary>
    /// <param name="authorization">The header <c>Proxy-Authorization</c>.</param>
    /// <returns>The lease; null if there is none.</returns>
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
            ? _leases.GetValueOrDefault(secret)
            : null;
    }
}
