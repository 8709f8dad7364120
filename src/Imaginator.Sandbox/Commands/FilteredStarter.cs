using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Imaginator.Linux;
using Imaginator.Linux.Containment;
using Imaginator.Linux.Processes;
using Imaginator.Sandbox.Supervision;

namespace Imaginator.Sandbox.Commands;

/// <summary>
/// Starts commands from a thread with a filter for system calls, which they inherit. The other threads of this process
/// have no filter: they mount and unmount.
/// </summary>
internal sealed class FilteredStarter : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;

    private FilteredStarter()
    {
        _thread = new Thread(Work) { IsBackground = true, Name = "starter" };
        _thread.Start();
    }

    /// <summary>Starts the thread, installs the filter and hands it over to the supervisor.</summary>
    /// <exception cref="LinuxException">The kernel refuses.</exception>
    public static FilteredStarter Create(SeccompFilter filter, SupervisorClient supervisor)
    {
        var starter = new FilteredStarter();
        using var listener = starter.Run(filter.InstallWithListener);
        supervisor.Supervise(listener);
        return starter;
    }

    /// <inheritdoc cref="ProgramStarter.Start"/>
    public int Start(ProgramStart start) => Run(() => ProgramStarter.Start(start));

    /// <inheritdoc/>
    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.Join();
        _work.Dispose();
    }

    private void Work()
    {
        foreach (var action in _work.GetConsumingEnumerable())
        {
            action();
        }
    }

    private T Run<T>(Func<T> action)
    {
        T? result = default;
        ExceptionDispatchInfo? failure = null;
        using var done = new ManualResetEventSlim();
        _work.Add(() =>
        {
            try
            {
                result = action();
            }
            catch (LinuxException e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
            finally
            {
                done.Set();
            }
        });
        done.Wait();
        failure?.Throw();
        return result!;
    }
}
