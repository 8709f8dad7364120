using Imaginator.Linux.Containment;
using Imaginator.Linux.Processes;
using Imaginator.Linux.Supervision;
using Imaginator.Linux.Trees;

namespace Imaginator.Linux.Tests.Supervision;

/// <summary>A real filter of the kernel. It applies to one thread of the test, which makes calls and ends.</summary>
public sealed class SeccompListenerTests
{
    [Fact]
    public async Task Denied_CallsWaitForTheAnswer()
    {
        using var listener = Start(out var result, () => NativeCall.Syscall(SyscallNumbers.PivotRoot, 0, 0));
        var notice = Receive(listener);
        Assert.Equal("pivot_root", notice.Name);
        Assert.True(listener.IsWaiting(notice.Id));
        Assert.Equal(ListenerState.Idle, listener.GetState());

        using (var proc = DirectoryHandle.OpenHost("/proc"))
        using (var caller = SuspendedCaller.Open(proc, notice))
        {
            Assert.NotEmpty(caller.ReadName());
            Assert.DoesNotContain('\n', caller.ReadName());
        }

        listener.Answer(notice.Id, Errno.ENOTEMPTY);
        Assert.Equal(Errno.ENOTEMPTY, await result);
        Assert.False(listener.IsWaiting(notice.Id));
        listener.Answer(notice.Id, Errno.EPERM); // no longer waits: no effect
        await Wait.UntilAsync(() => listener.GetState() == ListenerState.Ended);
    }

    [Fact]
    public async Task Calls_CanSucceedWithoutBeingMade()
    {
        using var listener = Start(out var result, () => NativeCall.Syscall(SyscallNumbers.PivotRoot, 0, 0));
        listener.Answer(Receive(listener).Id, Errno.None);
        Assert.Equal(Errno.None, await result);
    }

    [Fact]
    public async Task WithoutSupervisor_CallsDoNotExist()
    {
        Start(out var result, () => NativeCall.Syscall(SyscallNumbers.PivotRoot, 0, 0)).Dispose();
        Assert.Equal(Errno.ENOSYS, await result);
    }

    [Fact]
    public async Task Nodes_AreNotMade_WhereTheyCouldBeOpened()
    {
        using var directory = new TemporaryDirectory();
        using var parent = DirectoryHandle.OpenHost(directory.FullName);
        Assert.SkipUnless(PermitsDevices(parent), $"{directory.FullName} is on a mount that forbids devices.");
        using var listener = Start(out var result, () =>
        {
            parent.MakeNode("null", 0x21A4, 0x103);
            return 0;
        });
        var outcome = default(NodeOutcome);
        await OnThreadAsync(() =>
        {
            using var proc = DirectoryHandle.OpenHost("/proc");
            using var nodes = DeviceNodeMaker.OnThisThread(devicesAreFiltered: false);
            var notice = Receive(listener);
            Assert.True(DeviceNodeMaker.IsNode(notice));
            using var caller = SuspendedCaller.Open(proc, notice);
            outcome = nodes.Make(notice, listener, caller);
            listener.Answer(notice.Id, outcome.Error);
        });
        Assert.Equal(Errno.EPERM, await result);
        Assert.Equal(new NodeOutcome(Errno.EPERM, DeniedByPolicy: true), outcome);
        Assert.Empty(Directory.EnumerateFileSystemEntries(directory.FullName));
    }

    private static bool PermitsDevices(DirectoryHandle directory)
    {
        directory.MakeNode("probe", 0x21B6, 0x103);
        try
        {
            File.OpenHandle(directory.DisplayPath + "/probe").Dispose();
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
        finally
        {
            directory.Unlink("probe");
        }
    }

    private static SystemCallNotice Receive(SeccompListener listener)
    {
        Assert.True(Descriptors.WaitForInput(listener.File, TimeSpan.FromMinutes(1)));
        Assert.Equal(ListenerState.Pending, listener.GetState());
        return listener.Receive() ?? throw new InvalidOperationException("The caller has ended.");
    }

    /// <summary>Runs a call on a thread with the filter. Its file is passed over sockets, as from the sandbox.</summary>
    private static SeccompListener Start(out Task<Errno> result, Func<nint> call)
    {
        var (ours, theirs) = DescriptorPassing.CreatePair();
        var error = new TaskCompletionSource<Errno>(TaskCreationOptions.RunContinuationsAsynchronously);
        result = error.Task;
        _ = OnThreadAsync(() =>
        {
            using (theirs)
            using (var listener = SeccompFilter.ForPackageInstallation(skipsFlushes: false).InstallWithListener())
            {
                DescriptorPassing.Send(theirs, "x"u8, listener);
                Assert.Equal(0, DescriptorPassing.Receive(theirs, new byte[1], out _));
            }

            try
            {
                error.SetResult(call() < 0 ? NativeCall.LastError : Errno.None);
            }
            catch (LinuxException e)
            {
                error.SetResult(e.Error);
            }
        });
        using (ours)
        {
            Assert.Equal(1, DescriptorPassing.Receive(ours, new byte[8], out var file));
            return new SeccompListener(file ?? throw new InvalidOperationException("No file came."));
        }
    }

    private static Task OnThreadAsync(Action action)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                action();
                done.SetResult();
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        }).Start();
        return done.Task;
    }
}
