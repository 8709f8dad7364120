using Imaginator.State;
using Npgsql;

namespace Imaginator.Postgres.Connecting;

/// <summary>Judges exceptions of the database.</summary>
internal static class PostgresFailures
{
    /// <summary>The failure that an exception is; null if it is a fault of the program, or one that its caller expects.</summary>
    public static StateFailure? Judge(Exception exception) => exception switch
    {
        PostgresException postgres => Judge(postgres.SqlState),
        NpgsqlException { IsTransient: true } => StateFailure.Unreachable,
        NpgsqlException => StateFailure.Refused,
        TimeoutException => StateFailure.Unreachable,
        _ => null,
    };

    /// <summary>The failure in a sentence, without what the server quotes from values.</summary>
    public static string Describe(Exception exception) => exception switch
    {
        PostgresException postgres => $"{postgres.MessageText} (SQLSTATE {postgres.SqlState})",

        // The password's file cannot be used.
        { InnerException: ImaginatorException inner } => inner.Message,
        _ => exception.Message,
    };

    private static StateFailure? Judge(string state) => state switch
    {
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected => StateFailure.Conflict,

        // A former primary, a server that starts or ends, too many connections.
        PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
            or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections
            or PostgresErrorCodes.QueryCanceled => StateFailure.Unreachable,
        _ when state.StartsWith("08", StringComparison.Ordinal) => StateFailure.Unreachable,

        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.UndefinedColumn
            or PostgresErrorCodes.InvalidSchemaName => StateFailure.OtherVersion,
        PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.InvalidCatalogName => StateFailure.Refused,
        _ when state.StartsWith("28", StringComparison.Ordinal) => StateFailure.Refused,
        _ when state.StartsWith("XX", StringComparison.Ordinal) => StateFailure.Damaged,
        _ => null,
    };
}
