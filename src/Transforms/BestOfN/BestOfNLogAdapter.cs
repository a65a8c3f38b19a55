using System.Globalization;
using Microsoft.ML.Runtime;

namespace ResearchML.Transforms;

/// <summary>Counts the samples of a pass, and logs at its end what became of them.</summary>
/// <param name="host">Where to.</param>
/// <param name="isGreedy">Whether all samples of a row are equal by the options.</param>
internal sealed class BestOfNLogAdapter(IHost host, bool isGreedy) : ExpansionLog<GradedSamples>
{
    private long _drawn, _cached, _failed, _ungraded, _graded, _correct, _stopped, _withError;
    private long _rows;
    private long _doubled;
    private readonly HashSet<UInt128> _prompts = [];
    private string _model = "";
    private (long Row, string Error) _first;

    public override void Made(GradedSamples row)
    {
        (_drawn, _cached, _failed, _ungraded) = (_drawn + row.Drawn, _cached + row.Cached, _failed + row.Failed, _ungraded + row.Ungraded);
        (_graded, _correct, _stopped) = (_graded + row.Grades.Count, _correct + row.Correct, _stopped + (row.StoppedEarly ? 1 : 0));
        _model = row.Model.Length > 0 ? row.Model : _model;
        if (row.Grades.Count > 0 && !_prompts.Add(row.Prompt))
            _doubled++;
        if (row.Error is not null && _withError++ == 0)
            _first = (_rows, row.Error);
        _rows++;
    }

    public override void Completed(long rowsIn, long rowsOut)
    {
        using IChannel channel = host.Start("BestOfN");
        channel.Info(MessageSensitivity.None, string.Create(CultureInfo.InvariantCulture,
            $"{rowsIn:N0} rows: {_drawn:N0} samples drawn, {_cached:N0} from the cache, {_failed:N0} failed, {_ungraded:N0} not graded; {_graded:N0} graded, {_correct:N0} of them correct. {_stopped:N0} rows stopped early.{(_model.Length > 0 ? $" Model {_model[..16]}." : "")}"));
        if (_doubled > 0)
        {
            channel.Warning(MessageSensitivity.None, string.Create(CultureInfo.InvariantCulture,
                $"{_doubled:N0} of {rowsIn:N0} rows have the prompt of a row before them, and so the same samples: they are no new evidence, though pass@k would count their n and c as such. Keep one row of each prompt."));
        }
        if (isGreedy)
            channel.Warning(MessageSensitivity.None, "The samples of a row are all equal, as sampling is greedy: n of them tell no more than one, and pass@k is pass@1. Set a temperature over 0.");
        if (_withError > 0)
            channel.Warning(MessageSensitivity.UserData, string.Create(CultureInfo.InvariantCulture, $"{_withError:N0} of {rowsIn:N0} rows have an error. The first, row {_first.Row:N0}: {_first.Error}"));
    }
}
