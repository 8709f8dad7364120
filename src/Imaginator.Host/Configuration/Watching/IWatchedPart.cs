namespace Imaginator.Host.Configuration.Watching;

/// <summary>A part of the configuration that is checked several times a second.</summary>
internal interface IWatchedPart
{
    /// <summary>Rereads the part if it can have changed.</summary>
    Task CheckAsync(CancellationToken cancellationToken);
}
