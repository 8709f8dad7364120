namespace Imaginator.Host.Configuration;

/// <summary>Has the variables file read again when it has been replaced. Not thread-safe.</summary>
/// <param name="configuration">The configuration.</param>
internal sealed class VariablesWatch(LiveConfiguration configuration) : IWatchedPart
{
    private readonly FileWatch _file = new(configuration.VariablesFile);

    /// <inheritdoc/>
    public Task LookAsync(CancellationToken cancellationToken) =>
        _file.Path.Length > 0 && _file.Look() ? configuration.RereadVariablesAsync(cancellationToken) : Task.CompletedTask;
}
