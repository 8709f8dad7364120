using System.Runtime.CompilerServices;
using Imaginator.Host.Images;
using Imaginator.Host.Images.Differences;
using Imaginator.Host.Images.Trees;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Host.Tests.Images;

/// <summary>Searches for the history of a file, which read many trees.</summary>
public sealed class FileSearchTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Searches_LeaveTheReadingOfTreesToOthers_AndEndWithTheirReaders()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
        var options = new ImageBrowserOptions();
        var library = new ImageLibrary(time);
        using var trees = new ImageTreeCache(library, options, time, () => { });
        using var differences = new DifferenceCache(options, time, () => { });
        using var browser = new ImageBrowser(library, trees, differences, options, time);
        for (var i = 0; i < 5; i++)
        {
            var tree = new SampleTree(library);
            tree.File("/f", "x");
            library.Add($"base/a/{i}", tree.ToImage());
        }

        var calls = 0;
        var isList = new AsyncLocal<StrongBox<bool>?>();
        using var left = CancellationTokenSource.CreateLinkedTokenSource(Token);
        library.Before = async token =>
        {
            // The list of the images, with which a search begins, is answered.
            if (isList.Value is { Value: true } first)
            {
                first.Value = false;
                return;
            }

            Interlocked.Increment(ref calls);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        };

        var searches = Enumerable.Range(0, 10).Select(_ => SearchAsync()).ToArray();
        await Wait.UntilAsync(() => Volatile.Read(ref calls) >= 2);
        await left.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(searches));
        Assert.Equal(2, calls);

        async Task SearchAsync()
        {
            isList.Value = new StrongBox<bool>(true);
            await browser.HistoryOfFileAsync("base/a", "/f", left.Token);
        }
    }
}
