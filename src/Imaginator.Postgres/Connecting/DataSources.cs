using Npgsql;

namespace Imaginator.Postgres.Connecting;

/// <summary>The connections of a process to the database, by their kind. Thread-safe.</summary>
/// <remarks>
/// A pooler in transaction mode gives each transaction another connection of the server: calls prepare no statements, keep no
/// settings and do not reset connections. What has a state uses <see cref="Direct"/>.
/// </remarks>
internal sealed class DataSources : IAsyncDisposable
{
    private const int LogConnections = 2;

    public DataSources(DatabaseOptions options)
    {
        Main = Create(options, options.Url, builder => builder.MaxPoolSize = options.MaximumConnections);
        Pieces = Create(options, options.Url, builder =>
        {
            builder.MaxPoolSize = LogConnections;

            // A log can lose its last lines with the server: its writer sends them again.
            builder.Options = "-c synchronous_commit=off";
        });
        Direct = Create(options, options.DirectUrl ?? options.Url, builder => builder.Pooling = false);
    }

    /// <summary>For calls of one transaction.</summary>
    public NpgsqlDataSource Main { get; }

    /// <summary>For pieces of logs, whose commits do not wait for the disk.</summary>
    public NpgsqlDataSource Pieces { get; }

    /// <summary>For locks and notifications: each connection is new, and closed when it is disposed of.</summary>
    public NpgsqlDataSource Direct { get; }

    public async ValueTask DisposeAsync()
    {
        await Main.DisposeAsync();
        await Pieces.DisposeAsync();
        await Direct.DisposeAsync();
    }

    private static NpgsqlDataSource Create(DatabaseOptions options, DatabaseUrl url, Action<NpgsqlConnectionStringBuilder> configure)
    {
        var builder = new NpgsqlSlimDataSourceBuilder();
        var connection = builder.ConnectionStringBuilder;
        if (url.Hosts is [var only])
        {
            connection.Host = only.Name;
            connection.Port = only.Port;
        }
        else
        {
            connection.Host = string.Join(',', url.Hosts);
            connection.HostRecheckSeconds = 1;
        }

        connection.Database = url.Database;
        connection.Username = url.User;
        connection.SslMode = url.Encryption;
        connection.RootCertificate = url.RootCertificate;
        connection.SslCertificate = url.Certificate;
        connection.SslKey = url.Key;
        connection.ApplicationName = options.ApplicationName;
        connection.Timeout = 3;
        connection.CommandTimeout = 5;
        connection.KeepAlive = 5;
        connection.NoResetOnClose = true;
        configure(connection);

        builder.EnableArrays();
        builder.EnableTransportSecurity();
        if (options.Password is { } password)
        {
            builder.UsePasswordProvider(_ => password.Read(), (_, _) => new ValueTask<string>(password.Read()));
        }

        // Of several servers, the primary: a standby accepts no writes.
        return url.Hosts.Length == 1 ? builder.Build() : builder.BuildMultiHost().WithTargetSession(TargetSessionAttributes.ReadWrite);
    }
}
