using Imaginator.Building.Builds;
using Imaginator.Building.Events;
using Imaginator.Building.Sessions;

namespace Imaginator.Building.Tests.Sessions;

public sealed class MemoryObserverTests
{
    [Fact]
    public void PassesEventsOn_ExceptThoseOfTheEngine()
    {
        var outer = new RecordingObserver();
        var observer = new MemoryObserver(outer);
        var started = new StageStarted("a", BuildStage.Publish);

        observer.OnEvent(new TreeLoaded("a", 1_000_000));
        observer.OnEvent(started);
        observer.OnOutput("a", "line\n"u8);

        Assert.Equal([started], outer.Events);
        Assert.Equal("line\n", outer.Output);
    }

    [Theory]
    [InlineData(1_000_000, true)]
    [InlineData(1_000, false)]
    public void Collects_OnlyAfterLargeTrees(int inodes, bool collects)
    {
        var garbage = MakeGarbage();
        new MemoryObserver(new RecordingObserver()).OnEvent(new TreeLoaded("a", inodes));

        // Garbage of the second generation stays until a full collection.
        Assert.Equal(!collects, garbage.IsAlive);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference MakeGarbage()
    {
        var bytes = new byte[1024];
        GC.Collect();
        GC.Collect();
        Assert.Equal(GC.MaxGeneration, GC.GetGeneration(bytes));
        return new WeakReference(bytes);
    }
}
