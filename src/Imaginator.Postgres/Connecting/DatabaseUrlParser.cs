using System.Collections.Immutable;
using System.Globalization;
using Npgsql;

namespace Imaginator.Postgres.Connecting;

/// <summary>Parses addresses of databases. Messages do not repeat the address, which can contain a password by mistake.</summary>
internal static class DatabaseUrlParser
{
    private const int DefaultPort = 5432;

    private static readonly ImmutableArray<string> Schemes = ["postgres://", "postgresql://"];

    public static DatabaseUrl Parse(string text)
    {
        // 1. The parts: scheme, user, servers, database, options.
        if (Schemes.FirstOrDefault(name => text.StartsWith(name, StringComparison.Ordinal)) is not { } scheme)
        {
            throw Fault("it does not begin with postgres://");
        }

        var rest = text[scheme.Length..];
        var (address, query) = Split(rest, rest.IndexOf('?', StringComparison.Ordinal));
        var (authority, database) = Split(address, address.IndexOf('/', StringComparison.Ordinal));
        var at = authority.LastIndexOf('@');
        if (at <= 0)
        {
            throw Fault("the user is missing");
        }

        var user = authority[..at];
        if (user.Contains(':', StringComparison.Ordinal))
        {
            throw Fault("it contains a password, which other users of this machine could see; use -databasePasswordFile");
        }

        if (database is not { Length: > 0 } || database.Contains('/', StringComparison.Ordinal))
        {
            throw Fault("the name of the database is missing or contains a slash");
        }

        // 2. Options, then servers: an option can name the directory of a socket.
        var options = ParseOptions(query ?? "");
        var hosts = ParseHosts(authority[(at + 1)..], options);
        return new DatabaseUrl
        {
            User = Decode(user),
            Hosts = hosts,
            Database = Decode(database),
            Encryption = EncryptionOf(options.GetValueOrDefault("sslmode"), hosts),
            RootCertificate = options.GetValueOrDefault("sslrootcert"),
            Certificate = options.GetValueOrDefault("sslcert"),
            Key = options.GetValueOrDefault("sslkey"),
        };
    }

    private static (string Before, string? After) Split(string text, int index) =>
        index < 0 ? (text, null) : (text[..index], text[(index + 1)..]);

    private static Dictionary<string, string> ParseOptions(string query)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var option in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = Split(option, option.IndexOf('=', StringComparison.Ordinal));
            if (name == "password")
            {
                throw Fault("it contains a password, which other users of this machine could see; use -databasePasswordFile");
            }

            if (name is not ("sslmode" or "sslrootcert" or "sslcert" or "sslkey" or "host" or "port"))
            {
                throw Fault($"unknown option \"{name}\"; known are sslmode, sslrootcert, sslcert, sslkey, host and port");
            }

            if (value is not { Length: > 0 } || !options.TryAdd(name, Decode(value)))
            {
                throw Fault($"option \"{name}\" has no value or occurs twice");
            }
        }

        return options;
    }

    private static ImmutableArray<DatabaseHost> ParseHosts(string text, Dictionary<string, string> options)
    {
        var port = options.TryGetValue("port", out var number) ? ParsePort(number) : DefaultPort;
        if (!options.TryGetValue("host", out var host))
        {
            return [.. text.Split(',').Select(part => ParseHost(part, port))];
        }

        if (text.Length > 0)
        {
            throw Fault("the server occurs before the database and as option \"host\"");
        }

        return [new DatabaseHost(host, port)];
    }

    private static DatabaseHost ParseHost(string text, int port)
    {
        var end = text.LastIndexOf(':');
        if (text.StartsWith('['))
        {
            var bracket = text.IndexOf(']', StringComparison.Ordinal);
            if (bracket < 0 || (bracket != text.Length - 1 && end != bracket + 1))
            {
                throw Fault("an address of IPv6 is [ADDRESS] or [ADDRESS]:PORT");
            }

            return new DatabaseHost(text[1..bracket], end > bracket ? ParsePort(text[(end + 1)..]) : port);
        }

        var name = Decode(end < 0 ? text : text[..end]);
        return name.Length == 0 || name.Contains(':', StringComparison.Ordinal)
            ? throw Fault("a server is missing, or an address of IPv6 is not in brackets")
            : new DatabaseHost(name, end < 0 ? port : ParsePort(text[(end + 1)..]));
    }

    private static int ParsePort(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= ushort.MaxValue
            ? port
            : throw Fault($"invalid port \"{text}\"; use 1 to 65535");

    // Without an option, a connection that leaves the machine verifies the server.
    private static SslMode EncryptionOf(string? option, ImmutableArray<DatabaseHost> hosts) => option switch
    {
        null when hosts.All(host => host.IsSocket) => SslMode.Disable,
        null when hosts.All(host => host.IsLocal) => SslMode.Prefer,
        null or "verify-full" => SslMode.VerifyFull,
        "verify-ca" => SslMode.VerifyCA,
        "require" => SslMode.Require,
        "prefer" => SslMode.Prefer,
        "disable" => SslMode.Disable,
        _ => throw Fault($"invalid sslmode \"{option}\"; use verify-full, verify-ca, require, prefer or disable"),
    };

    private static string Decode(string text) => Uri.UnescapeDataString(text);

    private static ImaginatorException Fault(string fault) =>
        new($"invalid database address: {fault}; use postgres://USER@HOST[:PORT]/NAME?sslrootcert=FILE");
}
