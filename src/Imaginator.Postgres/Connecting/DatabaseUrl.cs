using System.Collections.Immutable;
using Npgsql;

namespace Imaginator.Postgres.Connecting;

/// <summary>
/// The address of a database, <c>postgres://USER@HOST[:PORT][,HOST…]/NAME?sslmode=verify-full&amp;sslrootcert=FILE</c>. Immutable.
/// </summary>
/// <remarks>Npgsql parses no URLs. A password is refused here: processes show their arguments to all users of the machine.</remarks>
internal sealed record DatabaseUrl
{
    public required string User { get; init; }

    /// <summary>At least one; the first that accepts writes is used.</summary>
    public required ImmutableArray<DatabaseHost> Hosts { get; init; }

    public required string Database { get; init; }

    public required SslMode Encryption { get; init; }

    /// <summary>The file of the authorities that sign servers' certificates; null for those of the system.</summary>
    public string? RootCertificate { get; init; }

    /// <summary>The file of the client's certificate; null for none.</summary>
    public string? Certificate { get; init; }

    /// <summary>The file of the key of <see cref="Certificate"/>; null for none.</summary>
    public string? Key { get; init; }

    /// <summary>Parses an address.</summary>
    /// <exception cref="ImaginatorException">The address is invalid.</exception>
    public static DatabaseUrl Parse(string text) => DatabaseUrlParser.Parse(text);

    /// <summary>The address without options, for messages.</summary>
    public override string ToString() => $"postgres://{User}@{string.Join(',', Hosts)}/{Database}";
}
