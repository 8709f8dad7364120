using Imaginator.Postgres.Connecting;
using Imaginator.State.Inputs;

namespace Imaginator.Postgres.Inputs;

/// <summary>What the newest images were built from, in the database. Thread-safe.</summary>
internal sealed class PostgresInputs(PostgresCalls calls) : IInputRecordStore
{
    public ValueTask<StreamInputs?> FindAsync(string stream, CancellationToken cancellationToken) => calls.FindAsync(
        "SELECT image, digest, built_at FROM imaginator.input_records WHERE stream = $1",
        [stream],
        reader => new StreamInputs(reader.GetString(0), reader.GetString(1), reader.Time(2)),
        cancellationToken);
}
