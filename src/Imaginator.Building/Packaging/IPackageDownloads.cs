namespace Imaginator.Building.Packaging;

/// <summary>The downloads of one command through the cache. Disposing of it ends the access to the cache.</summary>
public interface IPackageDownloads : IAsyncDisposable
{
    /// <summary>The proxy for <c>http:</c> URLs. It contains a secret that is valid until this is disposed of.</summary>
    Uri Proxy { get; }

    /// <summary>The time since a repository confirmed the oldest list that was used; null if none was used.</summary>
    TimeSpan? ListsAge { get; }

    /// <summary>The downloads so far.</summary>
    PackageDownloadCount Count { get; }
}
