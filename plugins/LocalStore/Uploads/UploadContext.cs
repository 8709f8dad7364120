using Imaginator.Plugins.LocalStore.Catalogue;
using Imaginator.Plugins.LocalStore.Layout;
using Imaginator.Plugins.LocalStore.Maintenance;
using Imaginator.Plugins.LocalStore.Objects;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.LocalStore.Uploads;

/// <summary>What all uploads of a server share.</summary>
internal sealed record UploadContext(
    StoreDirectory Store,
    ImageCatalogue Catalogue,
    TreeObjects Trees,
    CollectionSchedule Schedule,
    TimeProvider TimeProvider,
    ILogger Logger);
