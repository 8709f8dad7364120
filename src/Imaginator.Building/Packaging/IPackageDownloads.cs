namespace Imaginator.Building.Packaging;

/// <summary>What one command downloads through the cache. Disposing ends its access to it.</summary>
public interface IPackageDownloads : IAsyncDisposable
{
    /// <summary>The proxy that the command is to use for <c>http:</c> URLs. It holds a secret that ends with the command.</summary>
    Uri Proxy { get; }

    /// <summary>What was downloaded so far.</summary>
    PackageDownloadCount Count { get; }
}
