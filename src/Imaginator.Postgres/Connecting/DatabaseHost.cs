using System.Globalization;
using System.Net;

namespace Imaginator.Postgres.Connecting;

/// <summary>A server of the database: a name, an address, or the directory of a socket. Immutable.</summary>
internal sealed record DatabaseHost(string Name, int Port)
{
    /// <summary>Whether the server listens in a directory of this machine.</summary>
    public bool IsSocket => Name.StartsWith('/');

    /// <summary>Whether the connection does not leave this machine.</summary>
    public bool IsLocal =>
        IsSocket || Name == "localhost" || (IPAddress.TryParse(Name, out var address) && IPAddress.IsLoopback(address));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Name.Contains(':') ? $"[{Name}]" : Name)}:{Port}");
}
