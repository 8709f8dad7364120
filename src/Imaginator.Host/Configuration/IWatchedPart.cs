namespace Imaginator.Host.Configuration;

/// <summary>A part of the configuration that is looked at several times a second.</summary>
internal interface IWatchedPart
{
    /// <summary>Has the part read again if it may have changed.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Completes when it has been read.</returns>
    Task LookAsync(CancellationToken cancellationToken);
}
