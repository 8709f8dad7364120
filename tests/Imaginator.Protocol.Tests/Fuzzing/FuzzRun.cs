using System.Globalization;

namespace Imaginator.Protocol.Tests.Fuzzing;

/// <summary>
/// Makes attempts to break something. As a test it makes the same few each time; with
/// <c>IMAGINATOR_FUZZ_SECONDS=600</c> new ones for so long. One that finds something is named by its seed, and
/// <c>IMAGINATOR_FUZZ_SEED</c> makes that one again.
/// </summary>
internal static class FuzzRun
{
    /// <summary>What an attempt may allocate in all: every one is made with a few kilobytes.</summary>
    private const long MaxAllocated = 64 << 20;

    private static readonly TimeSpan MaxDuration = TimeSpan.FromSeconds(60);

    /// <summary>Makes attempts until one finds something, or enough have been made.</summary>
    /// <param name="count">How many are enough as a test.</param>
    /// <param name="attempt">Makes an attempt; what it throws is a finding.</param>
    /// <param name="isAlone">Whether nothing else runs in this process, so that all threads' memory is the attempt's.</param>
    public static void Run(int count, Func<Random, Task> attempt, bool isAlone = false)
    {
        var (first, end) = (0, DateTimeOffset.MaxValue);
        if (Read("IMAGINATOR_FUZZ_SEED") is { } seed)
        {
            (first, count) = (seed, 1);
        }
        else if (Read("IMAGINATOR_FUZZ_SECONDS") is { } seconds)
        {
            (first, count) = (Random.Shared.Next(int.MaxValue / 2), int.MaxValue / 2);
            end = TimeProvider.System.GetUtcNow().AddSeconds(seconds);
        }

        var made = 0;
        for (; made < count && TimeProvider.System.GetUtcNow() < end; made++)
        {
            Attempt(attempt, first + made, isAlone);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{made} attempts, seeds from {first}");
    }

    private static void Attempt(Func<Random, Task> attempt, int seed, bool isAlone)
    {
        var before = Allocated(isAlone);
        try
        {
            // Nothing waits for anybody else: an attempt that does not end has found an endless loop.
            Assert.True(attempt(new Random(seed)).Wait(MaxDuration), "it does not end");
        }
        catch (Exception exception)
        {
            Assert.Fail($"seed {seed}: {exception}");
        }

        Assert.True(Allocated(isAlone) - before < MaxAllocated, $"seed {seed}: too much memory");
    }

    private static long Allocated(bool isAlone) =>
        isAlone ? GC.GetTotalAllocatedBytes(precise: false) : GC.GetAllocatedBytesForCurrentThread();

    private static int? Read(string variable) =>
        int.TryParse(
            Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;
}
