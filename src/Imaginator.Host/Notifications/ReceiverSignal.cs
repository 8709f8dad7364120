using Imaginator.Building.Threading;
using Imaginator.Host.Configuration;

namespace Imaginator.Host.Notifications;

/// <summary>Waits for the first receiver in the configuration. Thread-safe.</summary>
internal sealed class ReceiverSignal : IDisposable
{
    private readonly LiveConfiguration _configuration;
    private readonly ChangeSignal _changed = new();

    public ReceiverSignal(LiveConfiguration configuration)
    {
        _configuration = configuration;
        configuration.Changed += OnChanged;
    }

    /// <summary>Completes when the configuration has a receiver.</summary>
    public async Task WaitForReceiverAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // Before the look, so that no change is missed.
            var changed = _changed.Next;
            if (!_configuration.Current.Main.Notifications.Receivers.IsEmpty)
            {
                return;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    public void Dispose() => _configuration.Changed -= OnChanged;

    private void OnChanged(object? sender, EventArgs e) => _changed.Raise();
}
