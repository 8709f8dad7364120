namespace Imaginator.Postgres.Connecting;

/// <summary>How the database is reached. Immutable.</summary>
/// <param name="Url">The server, or a pooler in transaction mode.</param>
internal sealed record DatabaseOptions(DatabaseUrl Url)
{
    /// <summary>The server itself, for connections with a state: locks and notifications. Null for <see cref="Url"/>.</summary>
    public DatabaseUrl? DirectUrl { get; init; }

    /// <summary>The file with the password; null for none.</summary>
    public PasswordFile? Password { get; init; }

    /// <summary>The name of the process for operators of the database.</summary>
    public string ApplicationName { get; init; } = "imaginator";

    /// <summary>The maximum number of connections for all but logs and locks.</summary>
    public int MaximumConnections { get; init; } = 20;

    /// <summary>The time for which a call is repeated while the database cannot be reached.</summary>
    public TimeSpan CallBudget { get; init; } = TimeSpan.FromSeconds(10);
}
