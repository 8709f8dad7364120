using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using Xunit.v3;

[assembly: Imaginator.Tests.Shared.TestLimit]

namespace Imaginator.Tests.Shared;

/// <summary>
/// Cancels the token of every test that runs for longer than IMAGINATOR_TEST_SECONDS: one that waits in vain fails, and the
/// others go on. Without that variable nothing is limited, as in a debugger and for tests that go on for as long as one likes.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class TestLimitAttribute : BeforeAfterTestAttribute
{
    private static readonly TimeSpan? Limit =
        int.TryParse(
            Environment.GetEnvironmentVariable("IMAGINATOR_TEST_SECONDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private readonly ConcurrentDictionary<string, CancellationTokenSource> _limits = new(StringComparer.Ordinal);

    public override void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (Limit is { } limit)
        {
            var source = new CancellationTokenSource(limit, TimeProvider.System);
            source.Token.Register(TestContext.Current.CancelCurrentTest);
            _limits[test.UniqueID] = source;
        }
    }

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (_limits.TryRemove(test.UniqueID, out var source))
        {
            using (source)
            {
                Assert.False(source.IsCancellationRequested, $"it took longer than {Limit!.Value.TotalSeconds} s");
            }
        }
    }
}
