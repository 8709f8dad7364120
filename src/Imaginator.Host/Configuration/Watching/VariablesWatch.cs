namespace Imaginator.Host.Configuration.Watching;

/// <summary>Rereads the variables file after its replacement. Not thread-safe.</summary>
internal sealed class VariablesWatch(LiveConfiguration configuration) : IWatchedPart
{
    private readonly FileWatch _file = new(configuration.VariablesFile);

    public Task CheckAsync(CancellationToken cancellationToken) =>
        _file.Path.Length > 0 && _file.Check() ? configuration.RereadVariablesAsync(cancellationToken) : Task.CompletedTask;
}
