using Imaginator.Host.Images.Differences;
using Imaginator.Host.Images.Trees;

namespace Imaginator.Host.Tests.Images;

public sealed class DifferenceCacheTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CallersThatWait_HoldNoTrees()
    {
        using var cache = new DifferenceCache(new ImageBrowserOptions(), TimeProvider.System, () => { });
        var release = new TaskCompletionSource();
        var reads = 0;
        var first = cache.GetAsync("base/a/1", "base/a/2", ReadAsync, Token);
        var second = cache.GetAsync("base/a/1", "base/a/3", ReadAsync, Token);
        Assert.Equal(1, reads);

        release.SetResult();

        Assert.Null(await first);
        Assert.Null(await second);
        Assert.Equal(2, reads);

        async Task<(ImageTree Before, ImageTree After)?> ReadAsync(CancellationToken cancellationToken)
        {
            reads++;
            await release.Task.WaitAsync(cancellationToken);
            return null;
        }
    }
}
